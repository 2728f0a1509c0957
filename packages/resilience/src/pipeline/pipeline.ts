import { checkOption, checkOptions, type OptionRules, task, text } from '../check-option.ts'
import type { CircuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import type { Given } from '../clock.ts'
import type { Classify, Outcome } from '../outcome.ts'
import { printed } from '../report.ts'
import { systemClock, systemRandom } from '../system-clock.ts'
import { wheelOf } from '../timer-wheel.ts'
import type { Call, Layer, RunOptions, Work } from './call.ts'
import { type AttemptListener, type Figures, noFigures } from './figures.ts'
import type { Surroundings } from './frame.ts'
import { checkPolicies, type Policy, plan } from './plan.ts'

export interface PipelineGiven extends Given {
  /** What an outcome says, to every policy alike. Left out, the outermost breaker's own. */
  readonly classify?: Classify
}

export interface PipelineSnapshot extends Figures {
  readonly name: string
  /** Of each policy that counts, outermost first. */
  readonly policies: readonly { readonly kind: string; readonly snapshot: object }[]
}

export interface Pipeline {
  readonly name: string
  /** The outermost first. */
  readonly policies: readonly Policy[]
  /** Does the work under every policy. Rejects with the last error of the work itself, or with a `ResilienceError` when there is none. */
  run<T, C = undefined>(
    work: (call: Call<C>) => PromiseLike<T> | T,
    options?: RunOptions<C>,
  ): Promise<T>
  /** The same, and the error is a value: a refusal costs no exception. Never rejects. */
  tryRun<T, C = undefined>(
    work: (call: Call<C>) => PromiseLike<T> | T,
    options?: RunOptions<C>,
  ): Promise<Outcome<T>>
  /** Plain JSON, for a screen or metrics. */
  snapshot(): PipelineSnapshot
  /** Hears of the end of each attempt. Returns the way to stop listening. */
  onAttempt(listener: AttemptListener): () => void
}

/**
 * Policies around a call, the outermost first.
 *
 * ```ts
 * import { circuitBreaker, deadline, pipeline, retry, timeout } from '@watertight/resilience'
 * import { retryBudget } from '@watertight/resilience/retry-budget'
 *
 * const cards = circuitBreaker({ name: 'card-network' })
 * const budget = retryBudget({ name: 'card-network' })
 * const look = pipeline('look', [deadline(2_000), retry({ budget }), cards, timeout(500)])
 * const charge = await look.run(({ signal }) => fetch('https://cards.example/charges/7', { signal }))
 * ```
 */
export const pipeline = (
  name: string,
  policies: readonly Policy[],
  given: PipelineGiven = {},
): Pipeline => new RunningPipeline(name, policies, given)

const rules: OptionRules<PipelineGiven> = {
  clock: ['a clock', (value) => value === undefined || typeof value?.after === 'function'],
  random: task,
  report: task,
  classify: task,
}

/** `around` is for `tryAcquire`, which stands in a module of its own. */
export class RunningPipeline implements Pipeline {
  readonly name: string
  readonly policies: readonly Policy[]
  readonly around: Surroundings
  readonly #outermost: Layer

  constructor(name: string, policies: readonly Policy[], given: PipelineGiven) {
    checkOption('pipeline', 'name', name, text)
    checkOptions(`pipeline ${name}`, rules, given, {})
    checkPolicies(name, policies)
    const { classify, clock = systemClock, random = systemRandom, report = printed } = given
    this.name = name
    this.policies = [...policies]
    const breaker = policies.find(({ kind }) => kind === 'circuit breaker') as
      | CircuitBreaker
      | undefined
    this.around = {
      name,
      clock,
      random,
      report,
      wheel: wheelOf(clock),
      figures: noFigures(),
      listeners: new Set(),
      classify,
      breaker,
    }
    this.#outermost = plan(this.around, policies)
  }

  run<T, C = undefined>(
    work: (call: Call<C>) => PromiseLike<T> | T,
    options?: RunOptions<C>,
  ): Promise<T> {
    this.around.figures.runs++
    return this.#outermost.run(work as Work, options) as Promise<T>
  }

  tryRun<T, C = undefined>(
    work: (call: Call<C>) => PromiseLike<T> | T,
    options?: RunOptions<C>,
  ): Promise<Outcome<T>> {
    const startedAt = this.around.clock.now()
    const ms = () => this.around.clock.now() - startedAt
    return this.run(work, options).then(
      (value) => ({ ok: true, value, ms: ms() }),
      (error) => ({ ok: false, error, ms: ms() }),
    )
  }

  snapshot(): PipelineSnapshot {
    const counted = this.policies.filter((policy) => 'snapshot' in policy)
    return {
      name: this.name,
      ...this.around.figures,
      policies: counted.map((policy) => ({ kind: policy.kind, snapshot: policy.snapshot() })),
    }
  }

  onAttempt(listener: AttemptListener): () => void {
    const { listeners } = this.around
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
}
