import { describe, expect, it } from 'vitest'
import { creditFile } from '../../bureaus/credit-files.ts'
import { MeridianInquiry, meridianSays } from '../../bureaus/meridian.ts'
import { NorthstarInquiry, northstarSays } from '../../bureaus/northstar.ts'
import { ada, bela } from '../test-kit/application.ts'
import type { Dialect } from './dialect.ts'
import { meridian } from './meridian.ts'
import { northstar } from './northstar.ts'

const now = Date.parse('2026-02-10T12:00:00Z')
type Fault = Parameters<typeof northstarSays>[1]

const bureaus = {
  northstar: {
    dialect: northstar,
    says: (asked: object, fault: Fault) => northstarSays(NorthstarInquiry.parse(asked), fault, now),
  },
  meridian: {
    dialect: meridian,
    says: (asked: object, fault: Fault) => meridianSays(MeridianInquiry.parse(asked), fault, now),
  },
}
const person = (taxId: string) => ({ ...ada, taxId })
const numbers = Array.from(
  { length: 400 },
  (_, n) => `9${String(n % 100).padStart(2, '0')}-00-${String(1000 + n * 7)}`,
)
const known = numbers.filter((one) => creditFile(one) !== undefined)
const unknown = numbers.find((one) => creditFile(one) === undefined) ?? ''

describe.each(Object.entries(bureaus))('%s, in our words', (name, { dialect, says }) => {
  const heard = (parties = [ada, bela], fault: Fault = 'none', reference = 'app-7') =>
    (dialect as Dialect).read(says(dialect.ask(reference, parties), fault), 'app-7', parties)

  it('says exactly what the file says, whatever its units', () => {
    for (const taxId of known) {
      const file = creditFile(taxId)
      const cents = file?.monthlyCents ?? 0
      expect(heard([person(taxId)])).toEqual({
        is: 'report',
        report: {
          ...{ bureau: name, doubts: [], asOf: '2026-02-07' },
          dialect: name === 'northstar' ? 'northstar/3.1' : '0201',
          profile: {
            score: file?.score,
            openLines: file?.openLines,
            latePayments: file?.latePayments,
            recentInquiries: file?.recentInquiries,
            hasOpenBankruptcy: file?.isBankrupt,
            monthlyObligations: { amount: (cents / 100).toFixed(2), currency: 'USD' },
          },
        },
      })
    }
  })

  it('says of somebody it does not know that there is nothing, which is data', () =>
    expect(heard([person(unknown)])).toMatchObject({
      is: 'report',
      report: { profile: { score: null, openLines: 0, monthlyObligations: { amount: '0.00' } } },
    }))

  it('puts the files of two people together: the lowest score, and the sum of the rest', () => {
    const [one = '', two = ''] = known
    const files = [creditFile(one), creditFile(two)]
    expect(heard([person(one), { ...bela, taxId: two }])).toMatchObject({
      report: {
        profile: {
          score: Math.min(...files.map((file) => file?.score ?? 0)),
          openLines: files.reduce((sum, file) => sum + (file?.openLines ?? 0), 0),
        },
      },
    })
    expect(heard([person(one), { ...bela, taxId: unknown }])).toMatchObject({
      report: { profile: { score: null } },
    })
  })

  it('in a newer dialect is read, and doubted', () =>
    expect(heard([ada], 'newer-dialect')).toMatchObject({
      is: 'report',
      report: { doubts: [expect.stringContaining('is not')] },
    }))

  it('in another dialect is not read at all', () =>
    expect(heard([ada], 'new-dialect')).toMatchObject({ is: 'unreadable' }))

  it('from old files says how old they are', () =>
    expect(heard([ada], 'stale')).toMatchObject({ report: { asOf: '2025-12-27' } }))

  it('is no answer about another application, or about others', () => {
    expect(heard([ada], 'none', 'app-8')).toBeUndefined()
    const toOne = says(dialect.ask('app-7', [ada]), 'none')
    const toTwo = says(dialect.ask('app-7', [ada, bela]), 'none')
    expect(dialect.read(toOne, 'app-7', [bela])).toBeUndefined()
    expect(dialect.read(toOne, 'app-7', [ada, bela])).toBeUndefined()
    expect(dialect.read(toTwo, 'app-7', [ada])).toBeUndefined()
  })

  it('is no answer where a part of it is missing or altered, and never another one', () => {
    const parties = [person(known[0] ?? ''), { ...bela, taxId: known[1] ?? '' }]
    const whole = JSON.stringify(says(dialect.ask('app-7', parties), 'none'))
    const right = JSON.stringify(dialect.read(JSON.parse(whole), 'app-7', parties))
    let silent = 0
    for (let at = 1; at < whole.length; at++) {
      const cut = `${whole.slice(0, at)}${whole.slice(at + 1)}`
      let said: unknown
      try {
        said = dialect.read(JSON.parse(cut), 'app-7', parties)
      } catch {
        said = undefined
      }
      if (said === undefined) silent++
      // what one lost digit makes of an amount no reader can tell; every count and column it can
      else if (name === 'meridian') expect(JSON.stringify(said)).toBe(right)
    }
    expect(silent).toBeGreaterThan(whole.length / 4)
  })
})
