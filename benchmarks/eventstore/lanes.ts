import { median } from '../measure/statistics.ts'

/** One way of doing the work. A slice does as much as it can in the time given, and answers with units a second. */
export interface Lane {
  slice(ms: number): Promise<number>
}

/** Raised by a lane that cannot go on; its text stands in the table. */
export class CannotComplete extends Error {}

export interface Rounds<Name extends string> {
  readonly perSecond: Readonly<Record<Name, number>>
  /** Why a lane could not complete. */
  readonly failed: Readonly<Partial<Record<Name, string>>>
  /** Median of the ratios inside each round; undefined where either could not complete. */
  ratio(name: Name, to: Name): number | undefined
}

/** Runs every lane once a round, so that what else the disk and the cores do meets all alike. The first round only warms up. */
export async function takeRounds<Name extends string>(
  lanes: Readonly<Record<Name, Lane>>,
  rounds: number,
  ms: number,
): Promise<Rounds<Name>> {
  const names = Object.keys(lanes) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >
  const failed: Partial<Record<Name, string>> = {}
  for (let round = 0; round <= rounds; round++)
    for (let i = 0; i < names.length; i++) {
      // whoever follows a slow one starts with cold caches: not always the same
      const name = names[(i + round) % names.length] as Name
      if (failed[name] !== undefined) continue
      try {
        const value = await lanes[name].slice(ms)
        if (round > 0) samples[name].push(value)
      } catch (error) {
        if (!(error instanceof CannotComplete)) throw error
        failed[name] = error.message
      }
    }
  return {
    perSecond: Object.fromEntries(names.map((name) => [name, median(samples[name])])) as Record<
      Name,
      number
    >,
    failed,
    ratio(name, to) {
      if (failed[name] !== undefined || failed[to] !== undefined) return undefined
      return median(samples[name].map((value, i) => value / (samples[to][i] ?? Number.NaN)))
    },
  }
}

/** So many loops side by side until the time is over: units a second. */
export async function rateOf(
  ms: number,
  loops: number,
  unitsEach: number,
  work: (loop: number) => unknown,
): Promise<number> {
  const start = performance.now()
  let done = 0
  const loop = async (which: number) => {
    do {
      await work(which)
      done++
    } while (performance.now() - start < ms)
  }
  await Promise.all(Array.from({ length: loops }, (_, which) => loop(which)))
  return (done * unitsEach * 1_000) / (performance.now() - start)
}

/** The same for work that waits for nothing. */
export function rateOfSync(ms: number, unitsEach: number, work: () => void): number {
  const start = performance.now()
  let done = 0
  do {
    work()
    done++
  } while (performance.now() - start < ms)
  return (done * unitsEach * 1_000) / (performance.now() - start)
}
