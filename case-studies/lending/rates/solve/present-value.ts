import { type Fixed, fixed, geometricSum, one, over, power, times, whole } from '../number/fixed.ts'
import { compare, type Ratio } from '../number/ratio.ts'

/** Money that moves at a time: minor units, above zero towards the lender. The time is a whole number of periods and a fraction of one. */
export interface Flow {
  readonly minor: bigint
  readonly periods: number
  readonly fraction: Ratio
}

/** Equal amounts at equal steps of whole periods, which are summed in one go. */
interface Run {
  readonly minor: bigint
  readonly amount: Fixed
  readonly start: number
  readonly step: number
  readonly count: number
}

/** Flows with the same fraction of a period; the runs from the last to the first. */
interface Strand {
  readonly fraction: Ratio
  readonly discounted: readonly Run[]
  readonly accumulated: readonly Run[]
}

/** What flows are worth together, as a function of the rate of a period. */
export type Valuation = (rate: Fixed) => Fixed

/**
 * The worth of flows at a rate: each over (1 + f·i)(1 + i)ⁿ, the equation of Regulation Z, appendix J (b)(8); with f = 0 it is that of
 * the European directives. Rates above −1 only. Below zero it is the worth at the end instead of at the beginning, which has the same sign
 * and the same roots and no factor above one. Flows are `netted`.
 */
export function valuation(flows: readonly Flow[]): Valuation {
  const last = flows.at(-1)?.periods ?? 0
  const strands = strandsOf(flows, last)
  return (rate) => {
    const isDiscounted = rate >= 0n
    const base = isDiscounted ? over(one, one + rate) : one + rate
    let sum = 0n
    for (const { fraction, discounted, accumulated } of strands) {
      const worth = worthOf(isDiscounted ? discounted : accumulated, base)
      sum += fraction.numerator === 0n ? worth : over(worth, one + times(fixed(fraction), rate))
    }
    return sum
  }
}

/** Flows of the same time as one, those that cancel out left away, in the order of time and from period zero on. */
export function netted(flows: readonly Flow[]): readonly Flow[] {
  const inOrder = flows.toSorted(byTime)
  const net: Flow[] = []
  for (const flow of inOrder) {
    const before = net.at(-1)
    if (before && byTime(before, flow) === 0)
      net[net.length - 1] = { ...before, minor: before.minor + flow.minor }
    else net.push(flow)
  }
  const moving = net.filter(({ minor }) => minor !== 0n)
  const first = moving[0]?.periods ?? 0
  return moving.map((flow) => ({ ...flow, periods: flow.periods - first }))
}

const byTime = (a: Flow, b: Flow): number =>
  a.periods - b.periods || compare(a.fraction, b.fraction)

function strandsOf(flows: readonly Flow[], last: number): readonly Strand[] {
  const strands: { readonly fraction: Ratio; readonly flows: Flow[] }[] = []
  for (const flow of flows) {
    // there are few fractions, and most flows have the one of the flow before
    const strand = strands.find(({ fraction }) => isSame(fraction, flow.fraction))
    if (strand) strand.flows.push(flow)
    else strands.push({ fraction: flow.fraction, flows: [flow] })
  }
  return strands.map((strand) => {
    const runs = runsOf(strand.flows)
    const discounted = runs.toReversed()
    const accumulated = runs.map((run) => ({
      ...run,
      start: last - run.start - run.step * (run.count - 1),
    }))
    return { fraction: strand.fraction, discounted, accumulated }
  })
}

/** Fractions are in lowest terms. */
const isSame = (a: Ratio, b: Ratio): boolean =>
  a === b || (a.numerator === b.numerator && a.denominator === b.denominator)

function runsOf(flows: readonly Flow[]): readonly Run[] {
  const runs: Run[] = []
  for (const { minor, periods } of flows) {
    const run = runs.at(-1)
    const step = run && (run.count === 1 ? periods - run.start : run.step)
    if (run && step && minor === run.minor && periods === run.start + run.count * step)
      runs[runs.length - 1] = { ...run, step, count: run.count + 1 }
    else runs.push({ minor, amount: whole(minor), start: periods, step: 0, count: 1 })
  }
  return runs
}

/** Σ minor · base^start · (1 + base^step + …), by Horner's rule from the last run to the first. */
function worthOf(runs: readonly Run[], base: Fixed): Fixed {
  const powers = new Map<number, Fixed>([[1, base]])
  const powerOf = (exponent: number): Fixed => {
    const known = powers.get(exponent)
    if (known !== undefined) return known
    const found = power(base, exponent)
    powers.set(exponent, found)
    return found
  }
  let worth = 0n
  let later = runs[0]?.start ?? 0
  for (const { minor, amount, start, step, count } of runs) {
    const sum = count === 1 ? amount : minor * geometricSum(powerOf(step), count)
    worth = later === start ? worth + sum : times(worth, powerOf(later - start)) + sum
    later = start
  }
  return later === 0 ? worth : times(worth, powerOf(later))
}

/** Whether the borrower owes and is never owed in between, at this rate: then no other rate above −1 can solve the flows, see `solveRate`. Flows are `netted`. */
export function isOwedThroughout(flows: readonly Flow[], rate: Fixed): boolean {
  let owed = 0n
  let before: Flow | undefined
  for (const flow of flows) {
    if (before) {
      owed = times(owed, power(one + rate, flow.periods - before.periods))
      if (compare(flow.fraction, before.fraction) !== 0)
        owed = over(times(owed, simple(flow.fraction, rate)), simple(before.fraction, rate))
    }
    owed -= whole(flow.minor)
    if (owed < -negligible) return false
    before = flow
  }
  return true
}

const simple = (fraction: Ratio, rate: Fixed): Fixed => one + times(fixed(fraction), rate)

// a millionth of a minor unit: the rate is right to 30 digits only, and the last balance is zero only as far as that
const negligible = one / 1_000_000n
