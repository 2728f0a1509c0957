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

/** A clock in milliseconds. */
type Now = () => number

export const wallTime: Now = () => performance.now()

/** What all threads of this process have worked: for work that waits for nothing, which others on the machine would only stretch, and not alike for processes of one thread and of several. */
export const cpuTime: Now = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** So many loops side by side until the time is over: units a second. */
export async function rateOf(
  ms: number,
  loops: number,
  unitsEach: number,
  work: (loop: number) => unknown,
  now = wallTime,
): Promise<number> {
  const start = now()
  let done = 0
  const loop = async (which: number) => {
    do {
      await work(which)
      done++
    } while (now() - start < ms)
  }
  await Promise.all(Array.from({ length: loops }, (_, which) => loop(which)))
  return (done * unitsEach * 1_000) / (now() - start)
}

/** The same for work that waits for nothing. */
export function rateOfSync(
  ms: number,
  unitsEach: number,
  work: () => void,
  now = wallTime,
): number {
  const start = now()
  let done = 0
  do {
    work()
    done++
  } while (now() - start < ms)
  return (done * unitsEach * 1_000) / (now() - start)
}
