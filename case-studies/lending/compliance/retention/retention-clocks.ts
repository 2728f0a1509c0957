import { dayMonthsAfter } from '../../rates/index.ts'

/** For how long a record is kept, and from which day. */
export interface RetentionClock {
  readonly record: string
  /** The day from which it is counted. */
  readonly from: 'notifiedOn' | 'takenOn' | 'consummatedOn' | 'filedOn'
  readonly months: number
  readonly citation: string
  /** How far the figure is to be trusted: confirmed in a text of the regulation, or general knowledge. */
  readonly trust: 'confirmed' | 'general'
}

export const retentionClocks: readonly RetentionClock[] = [
  {
    ...{ record: 'application, notices and reasons', from: 'notifiedOn', months: 25 },
    ...{ citation: '12 CFR 1002.12(b)(1)', trust: 'confirmed' },
  },
  {
    ...{ record: 'application without a notice', from: 'takenOn', months: 25 },
    ...{ citation: '12 CFR 1002.12(b)(3)', trust: 'general' },
  },
  {
    ...{ record: 'evidence of the ability to repay', from: 'consummatedOn', months: 36 },
    ...{ citation: '12 CFR 1026.25(c)(3)', trust: 'confirmed' },
  },
  {
    ...{ record: 'Closing Disclosure', from: 'consummatedOn', months: 60 },
    ...{ citation: '12 CFR 1026.25(c)(1)(ii)', trust: 'confirmed' },
  },
  {
    ...{ record: 'line of the register', from: 'filedOn', months: 36 },
    ...{ citation: '12 CFR 1003.5(a)(1)(i)', trust: 'general' },
  },
]

/** The last day on which something that began on that day must be kept. */
export const keptUntil = (from: RetentionClock['from'], day: string): string =>
  retentionClocks
    .filter((clock) => clock.from === from)
    .map(({ months }) => dayMonthsAfter(day, months))
    .reduce((longest, until) => (until > longest ? until : longest), day)

/** The register of a year is filed by the first of March of the next: 12 CFR 1003.5(a)(1)(i). */
export const filedOn = (takenOn: string): string => `${Number(takenOn.slice(0, 4)) + 1}-03-01`
