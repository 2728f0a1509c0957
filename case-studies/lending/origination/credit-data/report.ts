import { z } from 'zod'
import { Day } from '../intake/items.ts'

/** The bureaus, in the order in which they are asked. */
export const bureaus = ['northstar', 'meridian'] as const
export const Bureau = z.enum(bureaus)
export type Bureau = z.infer<typeof Bureau>

/** What a credit file says, in our own words and units, whichever bureau keeps it. */
export const CreditProfile = z.strictObject({
  /** From 300 to 850, more is better; null where there is none. */
  score: z.int().min(300).max(850).nullable(),
  openLines: z.int().min(0).max(1_000),
  /** Of thirty days and more, in two years. */
  latePayments: z.int().min(0).max(1_000),
  /** In six months. */
  recentInquiries: z.int().min(0).max(1_000),
  hasOpenBankruptcy: z.boolean(),
  /** What all debts take each month. */
  monthlyObligations: z.strictObject({
    amount: z.string().regex(/^\d{1,9}\.\d{2}$/),
    currency: z.literal('USD'),
  }),
})
export type CreditProfile = z.infer<typeof CreditProfile>

/** One answer of one bureau about everybody in an application. */
export const CreditReport = z.strictObject({
  bureau: Bureau,
  /** The dialect it came in, as the bureau names it. */
  dialect: z.string().max(40),
  /** The day to which the oldest of its files is up to date. */
  asOf: Day,
  profile: CreditProfile,
  /** Why it is not to be relied on, as far as its words tell. */
  doubts: z.array(z.string()),
})
export type CreditReport = z.infer<typeof CreditReport>

/** One person's file, as a bureau tells it. */
export interface FileOfOne {
  readonly score: number | null
  readonly openLines: number
  readonly latePayments: number
  readonly recentInquiries: number
  readonly hasOpenBankruptcy: boolean
  readonly monthlyCents: bigint
}

/** What a bureau knows of somebody it does not know: nothing. That is data; an outage is not. */
export const emptyFile: FileOfOne = {
  ...{ score: null, openLines: 0, latePayments: 0, recentInquiries: 0 },
  ...{ hasOpenBankruptcy: false, monthlyCents: 0n },
}

/** Several people's files as one: the lowest score, and everything else together. */
export function together(files: readonly [FileOfOne, ...FileOfOne[]]): CreditProfile {
  const sum = (of: (file: FileOfOne) => number) => files.reduce((all, one) => all + of(one), 0)
  const scores = files.map(({ score }) => score)
  const cents = files.reduce((all, { monthlyCents }) => all + monthlyCents, 0n)
  return CreditProfile.parse({
    score: scores.includes(null) ? null : Math.min(...(scores as number[])),
    openLines: sum(({ openLines }) => openLines),
    latePayments: sum(({ latePayments }) => latePayments),
    recentInquiries: sum(({ recentInquiries }) => recentInquiries),
    hasOpenBankruptcy: files.some((file) => file.hasOpenBankruptcy),
    monthlyObligations: {
      amount: `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`,
      currency: 'USD',
    },
  })
}
