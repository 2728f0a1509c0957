import { type Refusal, refuse } from '@watertight/domain'
import { type Fixed, one, over, whole } from '../number/fixed.ts'
import { type Flow, isOwedThroughout, netted, type Valuation, valuation } from './present-value.ts'

export type NoSuchRate = Refusal<'NoRate' | 'SeveralRates'>

/** How close the answer is to the root, in rates of a period: 8e-31. */
const tolerance: Fixed = one >> 100n
/** A rate of a period is looked for up to here, 2⁴⁰ = 1.1e14 %, and down to 2⁻⁴⁰ above −100 %. */
const reach = 40n

/**
 * The rate of a period at which the flows are worth nothing together, and the only one.
 *
 * A root is bracketed between a worth above zero and one below, then narrowed by secants, with a bisection wherever they tarry. That it is the
 * only one is shown: while the borrower owes throughout (as when all is lent before any is repaid), every balance grows with the rate, so the last one is zero at one rate only. Else,
 * for flows that begin with a payment (a fee ahead of the loan), Descartes' rule of signs leaves one other root, at which more interest would make
 * the loan cheaper; it is no rate of a loan. Everything else is refused. The second reason needs fractions that are all the same.
 */
export function solveRate(flows: readonly Flow[]): Fixed | NoSuchRate {
  const net = netted(flows)
  const turns = signChanges(net)
  if (net.length === 0)
    return refuse('SeveralRates', 'what is paid cancels what is lent on every day: any rate fits')
  if (turns === 0)
    return refuse(
      'NoRate',
      'only one side pays, or both on the same day: no rate makes advances and payments equal',
    )
  if (turns === 1 && !isLent(net))
    return refuse('NoRate', 'it is repaid before it is lent; check the order of the days')
  const rate = rootOf(net)
  if (rate === undefined && !changesSign(valuation(net)))
    return refuse('NoRate', 'no rate was found at which the payments repay the advances')
  const isOnly =
    rate !== undefined &&
    (turns === 1 || isOwedThroughout(net, rate) || isFeeAhead(net, turns, rate))
  if (isOnly) return rate
  return refuse(
    'SeveralRates',
    'the borrower is owed money in between, so that more than one rate may fit; check the order and the amounts of advances and payments',
  )
}

/** Whether the worth is above zero at one rate and below at another, as far as doubling steps tell. */
function changesSign(worthAt: Valuation): boolean {
  const steps = Array.from({ length: 2 * Number(reach) }, (_, index) => one >> BigInt(index))
  const rates = [...steps.map((left) => left - one), ...steps.map((part) => part << reach)]
  const worths = rates.map(worthAt)
  return worths.some((worth) => worth > 0n) && worths.some((worth) => worth < 0n)
}

/** Whether it goes to the lender. */
const isPaid = ({ minor }: Flow): boolean => minor > 0n

function signChanges(flows: readonly Flow[]): number {
  return flows.filter((flow, index) => {
    const before = flows[index - 1]
    return before !== undefined && isPaid(before) !== isPaid(flow)
  }).length
}

const isLent = ([first]: readonly Flow[]): boolean => first !== undefined && !isPaid(first)

function isFeeAhead(flows: readonly Flow[], turns: number, rate: Fixed): boolean {
  const [first, ...others] = flows
  if (!first || turns !== 2 || !isPaid(first)) return false
  // zero is found by the sum alone, and may be the other root: then the worth rises with the rate
  if (rate === 0n && momentOf(flows) <= 0n) return false
  const { numerator, denominator } = first.fraction
  return others.every(
    ({ fraction }) => fraction.numerator === numerator && fraction.denominator === denominator,
  )
}

function rootOf(flows: readonly Flow[]): Fixed | undefined {
  const surplus = flows.reduce((sum, { minor }) => sum + minor, 0n)
  if (surplus === 0n) return 0n
  const worth = valuation(flows)
  const atZero: Point = { rate: 0n, worth: whole(surplus) }
  return surplus > 0n
    ? rootAbove(atZero, worth, firstGuess(flows, surplus))
    : rootBelow(atZero, worth)
}

interface Point {
  readonly rate: Fixed
  readonly worth: Fixed
}

/** Newton's first step from zero: the surplus over the money-weighted time, simple interest as it were. It falls short for a loan, never beyond. */
function firstGuess(flows: readonly Flow[], surplus: bigint): Fixed {
  const moment = momentOf(flows)
  return moment > 0n ? over(whole(surplus), moment) : one >> 10n
}

/** Σ amount · whole periods: without the fractions it is near enough to start from, and where they are all the same and the surplus is nothing it is exact. */
const momentOf = (flows: readonly Flow[]): Fixed =>
  whole(flows.reduce((sum, { minor, periods }) => sum + minor * BigInt(periods), 0n))

function rootAbove(atZero: Point, worthAt: Valuation, guess: Fixed): Fixed | undefined {
  let low = atZero
  for (let rate = guess; rate <= one << reach; rate *= 2n) {
    const high = { rate, worth: worthAt(rate) }
    if (high.worth === 0n) return rate
    if (high.worth < 0n) return narrow(low, high, worthAt)
    low = high
  }
  return undefined
}

function rootBelow(atZero: Point, worthAt: Valuation): Fixed | undefined {
  let high = atZero
  for (let left = one >> 1n; left >= one >> reach; left >>= 1n) {
    const low = { rate: left - one, worth: worthAt(left - one) }
    if (low.worth === 0n) return low.rate
    if (low.worth > 0n) return narrow(low, high, worthAt)
    high = low
  }
  return undefined
}

/** From a rate with a worth above zero to one below: Anderson and Björck's regula falsi (BIT 13, 1973), every third time a bisection unless the bracket has halved meanwhile. */
function narrow(from: Point, to: Point, worthAt: Valuation): Fixed {
  let [low, high] = [from, to]
  let [width, moved] = [high.rate - low.rate, 'neither']
  for (let step = 1; high.rate - low.rate > tolerance; step++) {
    const now = high.rate - low.rate
    const isTarrying = step % 3 === 0 && now * 2n > width
    if (step % 3 === 0) width = now
    const rate = isTarrying ? low.rate + now / 2n : secant(low, high)
    const worth = worthAt(rate)
    if (worth === 0n) return rate
    if (worth > 0n) {
      if (moved === 'low') high = weakened(high, worth, low.worth)
      ;[low, moved] = [{ rate, worth }, 'low']
    } else {
      if (moved === 'high') low = weakened(low, worth, high.worth)
      ;[high, moved] = [{ rate, worth }, 'high']
    }
  }
  return (low.rate + high.rate) / 2n
}

/** Where the line between the two crosses zero, kept off the ends so that the bracket closes from both sides. */
function secant(low: Point, high: Point): Fixed {
  const width = high.rate - low.rate
  const step = (width * low.worth) / (low.worth - high.worth)
  const margin = tolerance / 2n
  return low.rate + (step < margin ? margin : step > width - margin ? width - margin : step)
}

/** The end that stayed twice, its worth made smaller so that the next secant comes over to its side. */
function weakened({ rate, worth }: Point, found: Fixed, replaced: Fixed): Point {
  const share = one - over(found, replaced)
  return { rate, worth: share > 0n ? (worth * share) / one : worth / 2n }
}
