import { type CircuitBreaker, circuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import { modes, reconfigure, restore, save, setMode } from '../circuit-breaker/manage.ts'
import type { OutcomeClass } from '../outcome.ts'
import { BreakerModel, type ModelOptions, type Running } from './breaker-model.ts'
import type { Sequence, Step } from './breaker-steps.ts'
import { differenceOf } from './difference.ts'
import { seeded } from './seeded.ts'

interface Both {
  readonly model: Running | 'unheard'
  readonly permit: { record(outcome: OutcomeClass, ms?: number): void }
}

/** What the sequences went through, to know that they did. */
export type Seen = Map<string, number>

/** Breaker and model side by side, on one virtual clock and with the same chance. */
class Pair {
  now = 0
  #breaker: CircuitBreaker
  #model: BreakerModel
  readonly #sequence: Sequence
  #options: ModelOptions
  #chance: (opening: number) => number
  #calls: Both[] = []
  #heard: string[] = []
  #told = 0

  constructor(sequence: Sequence) {
    this.#sequence = sequence
    this.#options = sequence.options
    this.now = sequence.seed % 1000
    const drawn = seeded(sequence.seed + 1)
    const chances: number[] = []
    this.#chance = (opening) => {
      while (chances.length <= opening) chances.push(Math.floor(drawn() * 16) / 16)
      return chances[opening] as number
    }
    this.#breaker = this.#built()
    this.#model = new BreakerModel(sequence.options, this.now, this.#chance)
  }

  /** Another process, with a clock of its own, that has just been started. */
  #restart(): void {
    const chance = this.#chance
    this.#chance = (opening) => chance(opening + 1000)
    this.now = Math.floor(this.now / 3) + 17
    this.#calls = []
    this.#heard = []
    this.#told = 0
    this.#breaker = this.#built()
    this.#model = new BreakerModel(this.#options, this.now, this.#chance)
  }

  /** Does one step; answers the first difference that shows. */
  take(step: Step, i: number, seen: Seen): string | undefined {
    this.#wait(step)
    const told = this.#do(step)
    if (told !== undefined) return told
    const { isWatched } = this.#sequence
    if (!isWatched && i % 16 < 15) return
    const expected = this.#model.snapshot(this.now)
    const { state, mode, lastTrip } = expected
    for (const what of [state, mode, lastTrip?.reason ?? '–'])
      seen.set(what, 1 + (seen.get(what) ?? 0))
    return (
      differenceOf(this.#breaker.snapshot(), expected, this.now) ??
      differenceOf(
        this.#breaker.retryAfterMs(),
        this.#model.retryAfterMs(this.now),
        this.now,
        'retryAfterMs',
      )
    )
  }

  #wait({ waitMs, until }: Step): void {
    if (until === undefined) this.now += waitMs
    else {
      const moments = this.#model.moments(this.now)
      const moment = moments[Math.floor(until * moments.length)] ?? this.now
      this.now = Math.max(this.now, Math.ceil(moment) + waitMs)
    }
  }

  #do(step: Step): string | undefined {
    const { now } = this
    switch (step.do) {
      case 'call':
      case 'admit':
        return this.#call(step.do === 'admit')
      case 'call and end':
      case 'admit and end': {
        const calls = this.#calls.length
        const told = this.#call(step.do === 'admit and end')
        const call = this.#calls[calls]
        if (told === undefined && call) this.#end(call, step.outcome)
        return told ?? this.#changes()
      }
      case 'end': {
        const call = this.#picked(step.which)
        if (call) this.#end(call, step.outcome, step.took)
        return this.#changes()
      }
      case 'forget': {
        const call = this.#picked(step.which)
        this.#calls = this.#calls.filter((other) => other !== call)
        return
      }
      case 'mode':
        setMode(this.#breaker, step.mode)
        this.#model.setMode(step.mode, now)
        return this.#changes()
      case 'reconfigure': {
        const isAccepted = this.#model.accepts(step.changes)
        if (isAccepted) {
          this.#model.reconfigure(step.changes, now)
          this.#options = { ...this.#options, ...step.changes }
        }
        try {
          reconfigure(this.#breaker, step.changes)
        } catch (error) {
          return isAccepted ? String(error) : undefined
        }
        return isAccepted ? this.#changes() : 'reconfigured, and the model refuses'
      }
      case 'save and restore': {
        const saved = JSON.parse(JSON.stringify(save(this.#breaker)))
        const expected = JSON.parse(JSON.stringify(this.#model.save(now)))
        const told = differenceOf(saved, expected, this.now, 'saved')
        if (told !== undefined) return told
        if (step.isOther) this.#restart()
        restore(this.#breaker, saved, step.agoMs)
        this.#model.restore(expected, step.agoMs, this.now)
        return this.#changes()
      }
    }
  }

  #call(isAdmit: boolean): string | undefined {
    const { now } = this
    const call = { now, deadline: Number.POSITIVE_INFINITY, signal: undefined, attempt: 1 }
    const model = this.#model.tryCall(now, isAdmit)
    const permit = isAdmit ? this.#breaker.admit(call) : this.#breaker.tryAcquire()
    const isPermit = permit !== undefined && 'record' in permit
    if (model === 'refused') {
      if (isPermit) return 'admitted, and the model refuses'
      const retryAfterMs = (permit as { facts?: object } | undefined)?.facts ?? {}
      if (isAdmit) {
        const expected = { name: 'b', retryAfterMs: this.#model.retryAfterMs(now) }
        return differenceOf(retryAfterMs, expected, this.now, 'refusal') ?? this.#changes()
      }
    } else if (!isPermit) return 'refused, and the model admits'
    else this.#calls.push({ model, permit })
    return this.#changes()
  }

  #end(call: Both, outcome: OutcomeClass, took?: number | 'slow' | 'not yet slow'): void {
    this.#calls = this.#calls.filter((other) => other !== call)
    const { model, permit } = call
    if (model === 'unheard') permit.record(outcome, 0)
    else {
      const ms = this.#took(model, took)
      permit.record(outcome, ms)
      this.#model.end(model, outcome, this.now, ms)
    }
  }

  #took(call: Running, took: number | 'slow' | 'not yet slow' | undefined): number | undefined {
    const ms = this.now - call.startedAt
    if (typeof took === 'number') return Math.floor(took * ms)
    const { slowAfterMs } = this.#options
    if (took === undefined || slowAfterMs > ms) return undefined
    return took === 'slow' ? slowAfterMs : slowAfterMs - 1
  }

  #picked(which: number): Both | undefined {
    return this.#calls[Math.floor(which * this.#calls.length)]
  }

  /** What listeners were told since the last time. */
  #changes(): string | undefined {
    if (this.#sequence.seed % 2 === 1) return undefined
    const expected = this.#model.changes.slice(this.#told)
    this.#told += expected.length
    const heard = this.#heard.splice(0)
    return differenceOf(heard.join(', '), expected.join(', '), this.now, 'changes')
  }

  #built(): CircuitBreaker {
    const chance = this.#chance
    let opening = 0
    const breaker = circuitBreaker(
      { name: 'b', ...this.#options, mode: modes[this.#options.mode] },
      {
        clock: { now: () => this.now, after: () => ({ cancel() {} }) },
        random: () => chance(opening++),
        report: () => {},
      },
    )
    // half of them are listened to, and half of the listeners throw
    if (this.#sequence.seed % 2 === 0)
      breaker.onChange(({ from, to }) => {
        this.#heard.push(`${from} → ${to}`)
        if (this.#sequence.seed % 4 === 0) throw new Error('listener')
      })
    return breaker
  }
}

/**
 * The first step after which they differ, and in what.
 * @public the mutants load it from a copy of this package
 */
export function firstDifference(
  sequence: Sequence,
  seen: Seen = new Map(),
): { readonly step: number; readonly difference: string } | undefined {
  const pair = new Pair(sequence)
  for (const [i, step] of sequence.steps.entries()) {
    let difference: string | undefined
    try {
      difference = pair.take(step, i, seen)
    } catch (error) {
      difference = `threw ${error instanceof Error ? error.stack : error}`
    }
    if (difference !== undefined) return { step: i, difference }
  }
  return undefined
}

/** As few of the steps as still show a difference. */
function shrunk(sequence: Sequence): Sequence {
  const found = firstDifference(sequence)
  if (found === undefined) return sequence
  let steps = sequence.steps.slice(0, found.step + 1)
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : size >> 1)
    for (let from = 0; from < steps.length; ) {
      const fewer = steps.toSpliced(from, size)
      const still = firstDifference({ ...sequence, steps: fewer })
      if (still === undefined) from += size
      else steps = fewer.slice(0, still.step + 1)
    }
  return { ...sequence, steps }
}

/** Throws the shortest way to a difference, with all that is needed to go it again. */
export function checkSequence(sequence: Sequence, seen?: Seen): void {
  if (firstDifference(sequence, seen) === undefined) return
  const short = shrunk(sequence)
  const { seed, options, steps, isWatched } = short
  throw new Error(
    [
      `breaker and model differ, seed ${seed}, ${isWatched ? 'looked at each time' : 'looked at now and then'}`,
      `options ${JSON.stringify(options, endless)}`,
      ...steps.map((step, i) => `${i + 1}. ${JSON.stringify(step, endless)}`),
      firstDifference(short)?.difference,
    ].join('\n'),
  )
}

const endless = (_: string, value: unknown) =>
  value === Number.POSITIVE_INFINITY ? 'Infinity' : value
