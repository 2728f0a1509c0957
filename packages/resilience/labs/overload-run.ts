import { adaptiveLimit, type Limit } from '@watertight/resilience/adaptive-limit'
import { EventQueue, seeded } from './event-queue.ts'
import { type Distribution, meanMs, Server, serviceTimes } from './server.ts'

export const workers = 50
/** What the whole server can do, calls a second. */
export const capacity = (workers * 1000) / meanMs

export interface Phase {
  readonly name: string
  readonly seconds: number
  /** Offered, as a share of the whole server's capacity. */
  readonly load: number
  /** What is left of the capacity. */
  readonly left: number
}

/** Calm, then twice what the server can do, then calm again with half the server gone, then all of it back. */
export const phases: readonly Phase[] = [
  { name: 'calm', seconds: 20, load: 0.6, left: 1 },
  { name: 'overload', seconds: 40, load: 2, left: 1 },
  { name: 'capacity halved', seconds: 30, load: 0.6, left: 0.5 },
  { name: 'recovered', seconds: 20, load: 0.6, left: 1 },
]

/** How half of the capacity goes: half of the workers, or every call takes twice as long. */
export type Loss = 'fewer workers' | 'slower calls'

export interface PhaseFigures {
  readonly phase: string
  /** Answers in time, of those the server could give: min(offered, capacity). In time is twice the 99th percentile without load. */
  readonly goodput: number
  readonly p99Ms: number
  /** Against the 99th percentile without load, of the same calls. */
  readonly p99Ratio: number
  readonly refused: number
  readonly limit: number
  /** Until goodput over a second is 0.95 of the achievable and stays there on average. */
  readonly settledMs: number
}

/** Each second of the run, for the chart. */
export interface Second {
  readonly offered: number
  readonly good: number
  readonly p99Ms: number
  readonly limit: number
}

export interface OverloadRun {
  readonly phases: readonly PhaseFigures[]
  readonly seconds: readonly Second[]
}

export interface Scenario {
  readonly seed: number
  readonly distribution: Distribution
  readonly loss: Loss
  /** Left out: no limit at all. */
  readonly limit?: () => Limit
}

interface Tally {
  offered: number
  good: number
  refused: number
  limit: number
  durations: number[]
}

const tally = (): Tally => ({ offered: 0, good: 0, refused: 0, limit: 0, durations: [] })

export function overloadRun({ seed, distribution, loss, limit }: Scenario): OverloadRun {
  const random = seeded(seed)
  const events = new EventQueue()
  const server = new Server(workers, events)
  const draw = serviceTimes[distribution]
  const unloaded = p99(Array.from({ length: 100_000 }, () => draw(random)))
  const policy = limit && adaptiveLimit({ name: 'server', limit: limit() }, { clock: events })
  const seconds: Tally[] = []

  const secondAt = (at: number): Tally => {
    const second = seconds[Math.floor(at / 1000)] ?? tally()
    seconds[Math.floor(at / 1000)] = second
    return second
  }

  const arrive = (phase: Phase) => {
    const at = events.now()
    const second = secondAt(at)
    second.offered++
    const permit = policy?.tryAcquire()
    if (policy !== undefined && permit === undefined) {
      second.refused++
      return
    }
    const slowness = phase.left < 1 && loss === 'slower calls' ? 1 / phase.left : 1
    server.call(draw(random) * slowness, () => {
      const ms = events.now() - at
      permit?.record('success', ms)
      second.durations.push(ms)
      if (ms <= 2 * unloaded * slowness) second.good++
    })
  }

  let until = 0
  for (const phase of phases) {
    server.workers = loss === 'fewer workers' ? workers * phase.left : workers
    const from = until
    until += phase.seconds * 1000
    const gap = () => (-Math.log(1 - random()) * 1000) / (capacity * phase.load)
    const next = (at: number) => {
      if (at < until)
        events.at(at, () => {
          arrive(phase)
          next(events.now() + gap())
        })
    }
    next(from + gap())
    for (let at = from + 1000; at <= until; at += 1000) {
      events.runUntil(at)
      secondAt(at - 1).limit = policy?.snapshot().limit ?? Number.POSITIVE_INFINITY
    }
  }
  events.runUntil(until + 600_000)
  return {
    phases: figures(seconds, unloaded, loss),
    seconds: seconds.map(({ offered, good, durations, limit }) => ({
      offered,
      good,
      p99Ms: p99(durations),
      limit,
    })),
  }
}

function figures(seconds: readonly Tally[], unloaded: number, loss: Loss): PhaseFigures[] {
  let from = 0
  return phases.map((phase) => {
    const all = seconds.slice(from, from + phase.seconds)
    from += phase.seconds
    const settled = all.slice(all.length / 2)
    const slowness = phase.left < 1 && loss === 'slower calls' ? 1 / phase.left : 1
    const sum = (of: (one: Tally) => number) => settled.reduce((total, one) => total + of(one), 0)
    const achievable = achievableOf(settled, phase)
    const p99Ms = p99(settled.flatMap(({ durations }) => durations))
    return {
      phase: phase.name,
      goodput: sum(({ good }) => good) / achievable,
      p99Ms,
      p99Ratio: p99Ms / (unloaded * slowness),
      refused: sum(({ refused }) => refused) / sum(({ offered }) => offered),
      limit: sum(({ limit }) => limit) / settled.length,
      settledMs: settledMs(all, phase),
    }
  })
}

/** What arrived, or what the server can do on average, whichever is less. */
const achievableOf = (seconds: readonly Tally[], phase: Phase): number =>
  Math.min(
    seconds.reduce((sum, { offered }) => sum + offered, 0),
    seconds.length * capacity * phase.left,
  )

/** The first second from which the rest of the phase reaches 0.95 of the achievable, and so does that second, within the noise of one. */
function settledMs(all: readonly Tally[], phase: Phase): number {
  for (let i = 0; i < all.length; i++) {
    const [one, rest] = [all.slice(i, i + 1), all.slice(i)]
    const share = (some: readonly Tally[]) =>
      some.reduce((sum, { good }) => sum + good, 0) / achievableOf(some, phase)
    if (share(one) >= 0.9 && share(rest) >= 0.95) return i * 1000
  }
  return Number.POSITIVE_INFINITY
}

function p99(durations: readonly number[]): number {
  // numbers by their size, without a comparison in JavaScript
  const sorted = Float64Array.from(durations).sort()
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0
}
