import type { BreakerMode, OutcomeClass, WindowOptions } from '../index.ts'
import type { ModelOptions } from './breaker-model.ts'
import { type Chance, oneOf, seeded, whole } from './seeded.ts'

/** What is done to both, and how long is waited before. */
export type Step = Wait &
  (
    | { readonly do: 'call' | 'admit' }
    | { readonly do: 'call and end' | 'admit and end'; readonly outcome: OutcomeClass }
    | {
        readonly do: 'end'
        /** In [0, 1): which of the calls that run. */
        readonly which: number
        readonly outcome: OutcomeClass
        /** How long it says it took: a share of what it did take, or to the edge of slowness, or nothing said. */
        readonly took?: number | 'slow' | 'not yet slow'
      }
    | { readonly do: 'forget'; readonly which: number }
    | { readonly do: 'mode'; readonly mode: BreakerMode }
    | { readonly do: 'reconfigure'; readonly changes: Partial<Omit<ModelOptions, 'mode'>> }
    | { readonly do: 'save and restore'; readonly agoMs: number; readonly isOther: boolean }
  )

interface Wait {
  readonly waitMs: number
  /** Instead: until something is due, which one in [0, 1), and so many milliseconds more. */
  readonly until?: number
}

export interface Sequence {
  readonly seed: number
  readonly options: ModelOptions
  readonly steps: readonly Step[]
  /** Snapshots after each step; otherwise only now and then, so that nobody has looked when it counts. */
  readonly isWatched: boolean
}

const modes = ['automatic', 'forced open', 'forced closed', 'disabled', 'shadow'] as const
const rates = [0.1, 0.25, 1 / 3, 0.5, 0.75, 1]
const waits = [40, 100, 1000]
const maxima = [1, 3, 8, Number.POSITIVE_INFINITY]

/** Options and steps of one whole life of a breaker. */
export function drawSequence(seed: number, length: number): Sequence {
  const chance = seeded(seed)
  const options = drawOptions(chance)
  const isWatched = chance() < 0.8
  const steps: Step[] = []
  while (steps.length < length) {
    // a callee is well for a while, then it is not
    const health = oneOf(chance, [0, 0.3, 0.6, 1, 1])
    for (let i = whole(chance, 1, 30); i > 0 && steps.length < length; i--)
      steps.push(drawStep(chance, health, isWatched))
  }
  return { seed, options, steps, isWatched }
}

function drawOptions(chance: Chance): ModelOptions {
  const openMs = oneOf(chance, waits)
  const window = drawWindow(chance)
  const most = 'ms' in window ? 12 : 'calls' in window ? window.calls : 0
  const isMinimumSaid = most > 0 && chance() < 0.6
  return {
    window,
    failureRate: oneOf(chance, rates),
    slowRate: oneOf(chance, rates),
    slowAfterMs: oneOf(chance, [50, 200, 600, Number.POSITIVE_INFINITY]),
    ...(isMinimumSaid && { minimumCalls: whole(chance, 1, Math.min(8, most)) }),
    openMs,
    openFactor: oneOf(chance, [1, 1.5, 2]),
    openMaxMs: openMs * oneOf(chance, maxima),
    openDecayMs: oneOf(chance, [0, 300, 3000, Number.POSITIVE_INFINITY]),
    openJitter: oneOf(chance, [0, 0.2, 0.75]),
    ramp: oneOf(chance, [[1], [1, 2, 4], [3], [2, 5], [4, 1], [6]]),
    probeMaxMs: oneOf(chance, [50, 300, 2000]),
    mode: chance() < 0.7 ? 'automatic' : oneOf(chance, modes),
  }
}

function drawWindow(chance: Chance): WindowOptions {
  const kind = chance()
  if (kind < 0.4) return { calls: chance() < 0.8 ? whole(chance, 1, 12) : whole(chance, 14, 47) }
  if (kind < 0.6) return { inARow: whole(chance, 1, 5) }
  const buckets = whole(chance, 1, 10)
  return { ms: buckets * oneOf(chance, [7, 50, 100, 400]), buckets }
}

function drawStep(chance: Chance, health: number, isWatched: boolean): Step {
  const wait = drawWait(chance)
  const kind = chance()
  const outcome = drawOutcome(chance, health)
  if (kind < 0.2) return { ...wait, do: chance() < 0.6 ? 'call' : 'admit' }
  if (kind < 0.6) return { ...wait, do: chance() < 0.6 ? 'call and end' : 'admit and end', outcome }
  if (kind < 0.94) {
    const which = chance()
    if (!isWatched || chance() < 0.7) return { ...wait, do: 'end', which, outcome }
    const took = chance() < 0.6 ? chance() : oneOf(chance, ['slow', 'not yet slow'] as const)
    return { ...wait, do: 'end', which, outcome, took }
  }
  if (kind < 0.95) return { ...wait, do: 'forget', which: chance() }
  if (kind < 0.965)
    return { ...wait, do: 'mode', mode: chance() < 0.5 ? 'automatic' : oneOf(chance, modes) }
  if (kind < 0.985) return { ...wait, do: 'reconfigure', changes: drawChanges(chance) }
  const agoMs = chance() < 0.5 ? 0 : whole(chance, 0, 400)
  return { ...wait, do: 'save and restore', agoMs, isOther: chance() < 0.5 }
}

function drawWait(chance: Chance): Wait {
  const kind = chance()
  if (kind < 0.35) return { waitMs: 0 }
  if (kind < 0.65) return { waitMs: whole(chance, 1, 40) }
  if (kind < 0.75) return { waitMs: whole(chance, 40, 400) }
  if (kind < 0.77) return { waitMs: whole(chance, 400, 20_000) }
  return { waitMs: whole(chance, -1, 1), until: chance() }
}

function drawOutcome(chance: Chance, health: number): OutcomeClass {
  if (chance() < health) return chance() < 0.92 ? 'success' : 'ignored'
  return oneOf(chance, ['failure', 'failure', 'failure', 'slow', 'slow', 'success', 'ignored'])
}

function drawChanges(chance: Chance): Partial<Omit<ModelOptions, 'mode'>> {
  const all = Object.entries(drawOptions(chance)).filter(([option]) => option !== 'mode')
  const share = oneOf(chance, [0.1, 0.3, 1])
  return Object.fromEntries(all.filter(() => chance() < share))
}
