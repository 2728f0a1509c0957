import { checkOption, checkOptions, type OptionRules, task, text } from '../check-option.ts'
import type { CircuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import type { Given } from '../clock.ts'
import { type Classify, classifyOutcome, judged, type Outcome } from '../outcome.ts'
import type { Admission, Permit } from '../policy.ts'
import { printed } from '../report.ts'
import { ResilienceError } from '../resilience-error.ts'
import { systemClock, systemRandom } from '../system-clock.ts'
import { wheelOf } from '../timer-wheel.ts'
import type { Call, Layer, RunOptions, Work } from './call.ts'
import { classifierOf } from './classifier.ts'
import { type AttemptEnd, type Figures, Tally } from './figures.ts'
import type { Surroundings } from './frame.ts'
import { checkPolicies, isAdmission, isWrapper, type Policy, plan } from './plan.ts'

export interface PipelineGiven extends Given {
  /** What an outcome says, to every policy alike. Left out, the outermost breaker's own. */
  readonly classify?: Classify
}

export interface PipelineSnapshot extends Figures {
  readonly name: string
  /** Of each policy that counts, outermost first. */
  readonly policies: readonly { readonly kind: string; readonly snapshot: object }[]
}

/** Leave to make one call under all policies that admit. */
export interface PipelinePermit {
  /** Says how the call ended; exactly once. */
  end(outcome: { readonly value: unknown } | { readonly error: unknown }): void
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
  /** Leave for a call that is made elsewhere, or the refusal. Nothing waits, limits time, retries or answers in its place: only the policies that admit are asked. */
  tryAcquire(): PipelinePermit | ResilienceError
  /** Plain JSON, for a screen or metrics. */
  snapshot(): PipelineSnapshot
  /** Hears of the end of each attempt. Returns the way to stop listening. */
  onAttempt(listener: (end: AttemptEnd) => void): () => void
}

/**
 * Policies around a call, the outermost first.
 *
 * ```ts
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

class RunningPipeline implements Pipeline {
  readonly name: string
  readonly policies: readonly Policy[]
  readonly #admissions: readonly Admission[]
  readonly #around: Surroundings
  readonly #outermost: Layer

  constructor(name: string, policies: readonly Policy[], given: PipelineGiven) {
    checkOption('pipeline', 'name', name, text)
    checkOptions(`pipeline ${name}`, rules, given, {})
    checkPolicies(name, policies)
    const { classify, clock = systemClock, random = systemRandom, report = printed } = given
    this.name = name
    this.policies = [...policies]
    this.#admissions = policies.filter(isAdmission)
    const breaker = policies.find(({ kind }) => kind === 'circuit breaker') as
      | CircuitBreaker
      | undefined
    this.#around = {
      name,
      clock,
      random,
      report,
      wheel: wheelOf(clock),
      tally: new Tally(name, report),
      classify,
      breaker,
    }
    this.#outermost = plan(this.#around, policies)
  }

  run<T, C = undefined>(
    work: (call: Call<C>) => PromiseLike<T> | T,
    options?: RunOptions<C>,
  ): Promise<T> {
    this.#around.tally.figures.runs++
    return this.#outermost.run(work as Work, options) as Promise<T>
  }

  tryRun<T, C = undefined>(
    work: (call: Call<C>) => PromiseLike<T> | T,
    options?: RunOptions<C>,
  ): Promise<Outcome<T>> {
    const startedAt = this.#around.clock.now()
    const ms = () => this.#around.clock.now() - startedAt
    return this.run(work, options).then(
      (value) => ({ ok: true, value, ms: ms() }),
      (error) => ({ ok: false, error, ms: ms() }),
    )
  }

  tryAcquire(): PipelinePermit | ResilienceError {
    const now = this.#around.clock.now()
    const permits: Permit[] = []
    for (const policy of this.#admissions) {
      const answer = admitNow(policy, now)
      if (!(answer instanceof ResilienceError)) permits.push(answer)
      else {
        for (const permit of permits.reverse()) permit.record('ignored', 0)
        return answer
      }
    }
    return {
      end: (ended) => {
        const ms = this.#around.clock.now() - now
        const outcome =
          'error' in ended
            ? { ok: false as const, error: ended.error, ms }
            : { ok: true as const, value: ended.value, ms }
        const found = judged(
          classifierOf(this.#around) ?? classifyOutcome,
          outcome,
          this.#around.report,
        )
        for (const permit of permits.splice(0).reverse()) permit.record(found, ms)
      },
    }
  }

  snapshot(): PipelineSnapshot {
    const counted = this.policies.filter((policy) => isAdmission(policy) || isWrapper(policy))
    return {
      name: this.name,
      ...this.#around.tally.figures,
      policies: counted.map((policy) => ({ kind: policy.kind, snapshot: policy.snapshot() })),
    }
  }

  onAttempt(listener: (end: AttemptEnd) => void): () => void {
    return this.#around.tally.listen(listener)
  }
}

/** A permit at once or a refusal: who would have to wait leaves the queue again. */
function admitNow(policy: Admission, now: number): Permit | ResilienceError {
  const leaving = new AbortController()
  let isRead = false
  const answer = policy.admit({
    now,
    deadline: Number.POSITIVE_INFINITY,
    attempt: 1,
    get signal() {
      isRead = true
      return leaving.signal
    },
  })
  if (!(answer instanceof Promise)) return answer
  if (isRead) leaving.abort(queued)
  answer.then(
    (later) => later instanceof ResilienceError || later.record('ignored', 0),
    () => {},
  )
  return new ResilienceError('WT_BULKHEAD_FULL', { name: policy.name })
}

const queued = 'a permit was asked for at once'
