import { chance } from '@watertight/ports'

/** What the bureaus know of somebody who does not exist. */
export interface CreditFile {
  readonly score: number
  readonly openLines: number
  readonly latePayments: number
  readonly recentInquiries: number
  readonly isBankrupt: boolean
  readonly monthlyCents: number
}

const seed = 1

/** Whoever wants to see something else than credit takes a number that begins so. */
const soundPrefix = '98'
const sound: CreditFile = {
  ...{ score: 760, openLines: 6, latePayments: 0, recentInquiries: 1, isBankrupt: false },
  monthlyCents: 30_000,
}

/**
 * The file of a number, the same on every machine and at every bureau; undefined for the three in a hundred of whom there is none.
 * Synthetic, and spread about as public American figures are: the README has the table.
 */
export function creditFile(taxId: string): CreditFile | undefined {
  if (taxId.startsWith(soundPrefix)) return sound
  const draw = (what: string) => chance(seed, taxId, what)
  if (draw('known') < 0.03) return undefined
  const late = draw('late')
  return {
    score: Math.round(
      Math.min(850, Math.max(450, 735 + 55 * normal(draw('score'), draw('score, too')))),
    ),
    openLines: Math.floor(14 * draw('lines') ** 1.2),
    latePayments: late < 0.8 ? 0 : Math.ceil((late - 0.8) * 25),
    recentInquiries: Math.floor(8 * draw('inquiries') ** 2.2),
    isBankrupt: draw('bankruptcy') < 0.012,
    monthlyCents: Math.floor(150_000 * draw('debts') ** 2),
  }
}

/** Two even chances as a normal one (Box and Muller). */
const normal = (one: number, other: number) =>
  Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other)
