import { z } from 'zod'
import type { Dialect } from './dialect.ts'
import { emptyFile, type FileOfOne, together } from './report.ts'

/** The dialect of Meridian that is understood here, major and minor with two digits each. */
const spoken = { major: '02', minor: '01' }

/** Lines of a mainframe in a JSON envelope. */
const Envelope = z.object({ record: z.string().max(10_000) })

const head = /^HD(\d\d)(\d\d)(.{40})(\d{7})(\d\d)$/
/** Number, found or not, day, risk, lines, late payments, inquiries, cents a year, bankruptcy; newer dialects add to its end. */
const file = /^FL(\d{9})([FN])(\d{7})(\d{4})(\d{3})(\d{3})(\d{3})(\d{11})([YN])(.*)$/
const tail = /^TR(\d\d)(\d{10})$/

/** Its risk goes from 0, the best, to 1000; 9999 is none. */
const noRisk = 9_999

/** What Meridian says, in our words: risk as a score, cents a year as dollars a month, year and day of the year as a date. */
export const meridian: Dialect = {
  path: '/meridian/inquiries',

  ask: (reference, parties) => ({
    record: [
      `IQ${spoken.major}${spoken.minor}${reference.padEnd(40)}${two(parties.length)}`,
      ...parties.map(({ taxId }) => `SU${digits(taxId)}`),
    ].join('\n'),
  }),

  read(said, reference, parties) {
    const lines = Envelope.parse(said).record.split('\n')
    const [, major, minor, of = '', , count] = match(head, lines[0])
    if (of.trimEnd() !== reference) return undefined
    const dialect = `${major}${minor}`
    if (major !== spoken.major)
      return { is: 'unreadable', why: `its dialect ${dialect} is not understood here` }
    const files = lines.slice(1, -1).map((line) => fileOf(line))
    const [, total, sum] = match(tail, lines.at(-1))
    const numbers = files.map(({ number }) => number)
    if (Number(count) !== files.length || Number(total) !== files.length) return undefined
    // a line that was lost or altered on the way is noticed here
    if (numbers.reduce((all, one) => all + Number(one), 0) % 10 ** 10 !== Number(sum))
      return undefined
    const asked = parties.map(({ taxId }) => digits(taxId)).sort()
    if ([...numbers].sort().join() !== asked.join()) return undefined
    const [first, ...more] = files.map(({ one }) => one)
    if (first === undefined) return undefined
    const asOf = files.map(({ day }) => day).sort()[0] ?? ''
    return {
      is: 'report',
      report: {
        ...{ bureau: 'meridian', dialect, asOf, profile: together([first, ...more]) },
        doubts:
          minor === spoken.minor
            ? []
            : [
                `the dialect ${dialect} is not ${spoken.major}${spoken.minor}, of which this is a part`,
              ],
      },
    }
  },
}

function fileOf(line: string): { number: string; day: string; one: FileOfOne } {
  const [, number = '', is, day = '', risk, lines, late, inquiries, cents = '', bankrupt] = match(
    file,
    line,
  )
  const one: FileOfOne = {
    score: Number(risk) === noRisk ? null : scoreOf(Number(risk)),
    openLines: Number(lines),
    latePayments: Number(late),
    recentInquiries: Number(inquiries),
    hasOpenBankruptcy: bankrupt === 'Y',
    monthlyCents: monthly(BigInt(cents)),
  }
  return { number, day: dateOf(day), one: is === 'N' ? emptyFile : one }
}

/** 550 points of score are 1000 of risk, to the nearest. */
function scoreOf(risk: number): number {
  if (risk > 1_000) throw new RangeError(`a risk of ${risk} is none`)
  return 850 - Math.round((risk * 550) / 1_000)
}

/** A twelfth, rounded up: a debt is not made smaller by arithmetic. */
const monthly = (yearly: bigint): bigint => (yearly + 11n) / 12n

function dateOf(text: string): string {
  const [year, day] = [Number(text.slice(0, 4)), Number(text.slice(4))]
  const date = new Date(Date.UTC(year, 0, day))
  if (day < 1 || date.getUTCFullYear() !== year) throw new RangeError(`${text} is no day`)
  return date.toISOString().slice(0, 10)
}

function match(pattern: RegExp, line = ''): readonly string[] {
  const found = pattern.exec(line)
  if (!found) throw new RangeError('a line is not as the dialect has it')
  return found
}

const two = (count: number) => String(count).padStart(2, '0')
const digits = (taxId: string) => taxId.replaceAll('-', '')
