import { chance } from '@watertight/ports'
import type { Dialect, DialectScenario, Trouble } from './scenario.ts'

/** What is so of a person, whoever says it and in whatever words. */
export interface CreditFile {
  readonly score: number
  readonly monthlyCents: number
  readonly isBankrupt: boolean
}

/** Scores of Polaris' bands. */
const bands = { A: 800, B: 720, C: 650, D: 560, E: 450 } as const

export function fileOf(seed: number, taxId: string): CreditFile {
  const scores = Object.values(bands)
  const draw = (what: string) => chance(seed, taxId, what)
  return {
    score: scores[Math.floor(draw('score') * scores.length)] ?? 800,
    monthlyCents: Math.floor(draw('debts') * 150_000),
    isBankrupt: draw('bankruptcy') < 0.2,
  }
}

/** Who answers at this time. */
export function dialectAt({ faults }: DialectScenario, time: number): Dialect {
  const swaps = faults
    .filter((it) => it.kind === 'swap')
    .filter(({ at }) => at <= time)
    .toSorted((one, other) => one.at - other.at)
  return swaps.at(-1)?.to ?? 'northstar'
}

export function troubleOf({ faults }: DialectScenario, taxId: string): Trouble | undefined {
  const found = faults.find((it) => it.kind === 'trouble' && it.taxId === taxId)
  return found?.kind === 'trouble' ? found.is : undefined
}

/** A person's file in the words of a bureau. */
export function say(dialect: Dialect, seed: number, asked: string, trouble?: Trouble): string {
  const taxId = trouble === 'other-person' ? '911-11-1111' : asked
  const file = fileOf(seed, taxId)
  // a bankruptcy that is over is told as well, and is none
  const wasBankrupt = !file.isBankrupt && chance(seed, taxId, 'discharged') < 0.3
  const said = JSON.stringify(dialects[dialect](taxId, file, wasBankrupt, trouble))
  return trouble === 'garbled' ? said.slice(0, Math.floor(said.length * 0.7)) : said
}

type Say = (
  taxId: string,
  file: CreditFile,
  wasBankrupt: boolean,
  trouble: Trouble | undefined,
) => object

const dialects: Readonly<Record<Dialect, Say>> = {
  northstar(taxId, { score, monthlyCents, isBankrupt }, wasBankrupt, trouble) {
    const head = {
      schema: trouble === 'new-version' ? 'northstar/4.0' : 'northstar/3.1',
      ssn: taxId,
    }
    if (trouble === 'no-file') return { ...head, status: 'NO_RECORD' }
    const status = isBankrupt ? 'OPEN' : 'DISCHARGED'
    return {
      ...head,
      status: trouble === 'unknown-code' ? 'SUSPENDED' : 'FOUND',
      score: trouble === 'no-score' ? null : score,
      monthlyTotal: (monthlyCents / 100).toFixed(2),
      publicRecords: isBankrupt || wasBankrupt ? [{ kind: 'BANKRUPTCY', status }] : [],
      ...(trouble === 'extra-field' && { trended: { months: 24, direction: 'FLAT' } }),
    }
  },

  meridian(taxId, { score, monthlyCents, isBankrupt }, wasBankrupt, trouble) {
    const known = trouble === 'no-file' ? 'N' : 'F'
    const risk = trouble === 'no-score' ? 9_999 : Math.round(((850 - score) * 1_000) / 550)
    const bankrupt = isBankrupt ? 'Y' : wasBankrupt ? 'P' : 'N'
    const columns = [
      trouble === 'new-version' ? '03' : '02',
      taxId.replaceAll('-', ''),
      known,
      String(risk).padStart(4, '0'),
      String(monthlyCents * 12).padStart(9, '0'),
      trouble === 'unknown-code' ? 'Z' : bankrupt,
      trouble === 'extra-field' ? 'FLAT024' : '',
    ]
    return { schema: 'meridian', record: columns.join('') }
  },

  polaris(taxId, { score, monthlyCents, isBankrupt }, wasBankrupt, trouble) {
    const [band = 'X'] = Object.entries(bands).find(([, of]) => of === score) ?? []
    return {
      schema: trouble === 'new-version' ? 'polaris-2' : 'polaris-1',
      subject: { taxNumber: taxId.replaceAll('-', ' '), isKnown: trouble !== 'no-file' },
      credit:
        trouble === 'no-file'
          ? null
          : {
              band: trouble === 'no-score' ? '' : trouble === 'unknown-code' ? 'Q' : band,
              // cents of three months
              quarterlyDues: monthlyCents * 3,
            },
      flags: [...(isBankrupt ? ['BK1'] : wasBankrupt ? ['BK9'] : []), 'TL2'],
      ...(trouble === 'extra-field' && { advice: 'APPROVE' }),
    }
  },
}
