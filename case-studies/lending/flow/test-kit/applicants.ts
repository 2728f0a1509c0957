import { type Random, seededRandom } from '@watertight/ports'
import type { Fault } from '@watertight/ports/virtual'
import { dayMs } from './calendar.ts'

/** What happens to one application, by days of the calendar from the first day on. */
export interface Life {
  readonly id: string
  readonly received: number
  /** What it lacks is asked for within days. */
  readonly asked: number | undefined
  /** Undefined where the missing items never come. */
  readonly completed: number | undefined
  readonly decided: number | undefined
  /** Stopped: nothing is decided, for the law permits no credit. */
  readonly outcome: 'approved' | 'counter-offered' | 'declined' | 'referred' | 'stopped'
  /** Of what was referred: when two people decide. */
  readonly settled: number | undefined
  readonly withdrawn: number | undefined
  /** Of what was offered: when the loan is made. */
  readonly lent: number | undefined
}

/** Decisions come by then after the completed application; what a person has to decide is brought to one in time. */
const decidedWithin = 20
/** Nobody is longer out of service than this at once, and everybody is up for as many days in between. */
const longestOutage = 3
const betweenOutages = 12

export function drawLives(seed: number, count: number): readonly Life[] {
  const random = seededRandom(seed)
  const upTo = (days: number) => random.next() * days
  return Array.from({ length: count }, (_, n): Life => {
    const received = upTo(5)
    const isMissing = random.next() < 0.5
    const completed = !isMissing ? received : random.next() < 0.5 ? received + upTo(30) : undefined
    const outcome = pick(random, [
      ...(['approved', 'counter-offered', 'declined', 'referred', 'stopped'] as const),
    ])
    const decided = completed === undefined ? undefined : completed + upTo(decidedWithin / 2)
    return {
      id: `app-${n + 1}`,
      received,
      asked: isMissing ? received + upTo(10) : undefined,
      completed,
      decided,
      outcome,
      settled:
        outcome === 'referred' && decided !== undefined
          ? decided + upTo(decidedWithin / 2)
          : undefined,
      withdrawn: random.next() < 0.2 ? received + upTo(40) : undefined,
      lent:
        (outcome === 'approved' || outcome === 'counter-offered') &&
        decided !== undefined &&
        random.next() < 0.5
          ? decided + 20 + upTo(20)
          : undefined,
    }
  })
}

/** Whoever withdraws before is not stopped any more. */
export const isStopped = ({ outcome, decided, withdrawn }: Life): boolean =>
  outcome === 'stopped' &&
  decided !== undefined &&
  !(withdrawn !== undefined && withdrawn < decided)

/** Every host dies again and again, for hours to days. */
export function drawOutages(seed: number, hosts: readonly string[], untilDay: number): Fault[] {
  const random = seededRandom(seed * 7_919)
  return hosts.flatMap((host) => {
    const outages: Fault[] = []
    for (let day = random.next() * betweenOutages; day < untilDay; ) {
      const length = 0.1 + random.next() * (longestOutage - 0.1)
      outages.push({ kind: 'crash', host, at: day * dayMs, for: length * dayMs })
      day += length + betweenOutages * (1 + random.next())
    }
    return outages
  })
}

const pick = <const T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random.next() * from.length)] as T
