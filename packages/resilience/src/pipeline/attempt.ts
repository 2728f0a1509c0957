import { latestOf, recentOf } from '../clock.ts'
import { classifyOutcome, judged, type OutcomeClass } from '../outcome.ts'
import type { Admission, CallContext, Permit } from '../policy.ts'
import { contain } from '../report.ts'
import { ResilienceError, type ResilienceErrorCode } from '../resilience-error.ts'
import type { TimeLimit } from '../timeout/timeout.ts'
import type { Waiting } from '../timer-wheel.ts'
import type { Call, RunOptions, Work } from './call.ts'
import { classifierOf } from './classifier.ts'
import type { Frame } from './frame.ts'
import { pause } from './pause.ts'

/** What the attempts of one run share; most runs have one attempt and no limit of their own, and do without. */
interface Run {
  readonly deadline: number
  /** Whose limit that is; undefined is the caller's. */
  readonly limit: TimeLimit | undefined
  /** The last error of the work itself; a refusal says less. */
  error: unknown
  hasRun: boolean
  waitMs: number
}

type Settle = (value: unknown) => void

const notYet = Number.NEGATIVE_INFINITY

/** One attempt under the policies of a frame: what the work is handed, the wait for its time limit, its ear on the caller's signal and the one place where it ends, in one object. */
export class Attempt implements Call<unknown>, CallContext, Waiting {
  readonly attempt: number
  deadline: number
  slot = -1
  before: Waiting | undefined
  behind: Waiting | undefined
  readonly #frame: Frame
  readonly #work: Work
  readonly #options: RunOptions<unknown> | undefined
  readonly #resolve: Settle
  readonly #reject: Settle
  #run: Run | undefined
  // never a small integer: one shape for all attempts, which lasts as long as the one that its frame keeps
  #startedAt = notYet
  /** Until the work is called it asks its policies, and may wait in their queues. */
  #state: 'asking' | 'running' | 'ended' = 'asking'
  #controller: AbortController | undefined
  /** Why it was given up. */
  #failure: ResilienceError | undefined
  /** Which policy's limit `deadline` is; undefined is the caller's. */
  #limit: TimeLimit | undefined
  // most pipelines have one or two policies that admit: no list for those
  #outer: Permit | undefined
  #inner: Permit | undefined
  #others: Permit[] | undefined

  constructor(
    frame: Frame,
    work: Work,
    options: RunOptions<unknown> | undefined,
    resolve: Settle,
    reject: Settle,
    attempt = 1,
    run?: Run,
  ) {
    this.#frame = frame
    this.#work = work
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
    this.attempt = attempt
    this.#run = run
    this.deadline = run === undefined ? Number.POSITIVE_INFINITY : run.deadline
    this.before = this.behind = undefined
    this.#controller = this.#failure = undefined
    this.#limit = run?.limit
    this.#outer = this.#inner = this.#others = undefined
  }

  get now(): number {
    if (this.#startedAt < 0) this.#startedAt = recentOf(this.#frame.around.clock)
    return this.#startedAt
  }

  get context(): unknown {
    return this.#options?.context
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#failure !== undefined) this.#controller.abort(this.#failure)
    }
    return this.#controller.signal
  }

  remaining(): number {
    return Math.max(0, this.deadline - this.#frame.around.clock.now())
  }

  begin(): void {
    const { policies } = this.#frame
    const signal = this.#options?.signal
    if (this.attempt === 1) {
      policies.retry?.budget?.deposit()
      const callers = this.#options?.deadline
      if (policies.runLimit !== undefined || callers !== undefined)
        this.#limitRun(policies.runLimit, callers)
    }
    if (signal !== undefined) {
      if (signal.aborted) {
        this.#stop(this.#error('WT_ABORTED', signal.reason))
        return
      }
      signal.addEventListener('abort', this)
    }
    // where there is a deadline already, no attempt begins after it
    if (this.#run !== undefined) this.#startedAt = this.#frame.around.clock.now()
    if (this.#startedAt >= this.deadline)
      this.#stop(this.#run?.hasRun ? this.#run.error : this.#error('WT_DEADLINE'))
    else this.#admit(0)
  }

  /** The caller's signal has fired. */
  handleEvent(): void {
    this.#giveUp(this.#error('WT_ABORTED', this.#options?.signal?.reason))
  }

  /** The time is over. */
  expire(): void {
    const limit = this.#limit
    if (limit !== undefined && limit !== this.#run?.limit && this.#isPostponed(limit)) return
    const error = this.#error(limit?.kind === 'timeout' ? 'WT_TIMEOUT' : 'WT_DEADLINE')
    if (limit?.mode === 'cooperate' && this.#state === 'running') {
      this.#failure = error
      this.#controller?.abort(error)
    } else this.#giveUp(error)
  }

  /** Time that our own process stood still when the attempt began is not taken from it. */
  #isPostponed(limit: TimeLimit): boolean {
    const { clock, wheel } = this.#frame.around
    const latest = latestOf(clock, this.#startedAt)
    if (latest <= this.#startedAt) return false
    this.#startedAt = latest
    this.deadline = Math.min(latest + limit.ms, this.#run?.deadline ?? Number.POSITIVE_INFINITY)
    if (this.deadline <= clock.now()) return false
    wheel.add(this)
    return true
  }

  /** Asks each policy in turn, from step `from` on. */
  #admit(from: number): void {
    const { steps } = this.#frame.policies
    for (let i = from; i < steps.length; i++) {
      const step = steps[i] as (typeof steps)[number]
      if (step.admission === undefined) {
        this.#narrow(step.limit as TimeLimit)
        continue
      }
      let answer: ReturnType<Admission['admit']>
      try {
        answer = step.admission.admit(this)
      } catch (error) {
        this.#broken(error)
        return
      }
      // the usual answer first
      if ((answer as Permit).record !== undefined) this.#keep(answer as Permit)
      else {
        this.#later(answer as ResilienceError | Promise<Permit | ResilienceError>, i + 1)
        return
      }
    }
    this.#call()
  }

  #later(answer: ResilienceError | Promise<Permit | ResilienceError>, next: number): void {
    if (answer instanceof ResilienceError) {
      this.#refused(answer)
      return
    }
    this.#wait()
    answer.then(
      (later) => this.#admitted(later, next),
      (error) => this.#broken(error),
    )
  }

  /** A policy has let the attempt out of its queue, or refused it there. */
  #admitted(answer: Permit | ResilienceError, next: number): void {
    if (this.#state === 'ended') {
      if (!(answer instanceof ResilienceError)) answer.record('ignored', 0)
      return
    }
    if (answer instanceof ResilienceError) {
      this.#refused(answer)
      return
    }
    this.#keep(answer)
    // the wait in the queue is not the callee's doing
    this.#startedAt = notYet
    this.#admit(next)
  }

  /** A policy threw. None of this package does; one of another must not leave the caller waiting. */
  #broken(error: unknown): void {
    if (this.#state === 'ended') return
    this.#end('ignored', 0, false)
    this.#finish(error)
  }

  #keep(permit: Permit): void {
    if (this.#outer === undefined) this.#outer = permit
    else if (this.#inner === undefined) this.#inner = permit
    else if (this.#others === undefined) this.#others = [permit]
    else this.#others.push(permit)
  }

  #limitRun(own: TimeLimit | undefined, callers = Number.POSITIVE_INFINITY): void {
    const until = own === undefined ? Number.POSITIVE_INFINITY : this.now + own.ms
    this.#limit = until < callers ? own : undefined
    this.deadline = Math.min(until, callers)
    const { deadline } = this
    this.#run = { deadline, limit: this.#limit, error: undefined, hasRun: false, waitMs: 0 }
  }

  #narrow(limit: TimeLimit): void {
    const until = this.now + limit.ms
    if (until >= this.deadline) return
    if (this.slot >= 0) this.#frame.around.wheel.remove(this)
    this.deadline = until
    this.#limit = limit
  }

  #wait(): void {
    if (this.slot < 0 && this.deadline < Number.POSITIVE_INFINITY)
      this.#frame.around.wheel.add(this)
  }

  #call(): void {
    const { around, inner } = this.#frame
    if (inner === undefined) around.tally.figures.attempts++
    if (classifierOf(around) !== undefined) this.now
    this.#state = 'running'
    this.#wait()
    let result: unknown
    try {
      result = this.#work(this)
    } catch (error) {
      this.#fail(error)
      return
    }
    // chained, not awaited: an async function costs a frame of its own
    const promise = result instanceof Promise ? result : Promise.resolve(result)
    promise.then(
      (value) => this.#done(value),
      (error) => this.#fail(error),
    )
  }

  #done(value: unknown): void {
    if (this.#state === 'ended') return
    const { around } = this.#frame
    const ms = this.#elapsed()
    const classify = classifierOf(around)
    const outcome =
      classify === undefined ? 'success' : judged(classify, { ok: true, value, ms }, around.report)
    this.#end(outcome, ms)
    if (around.tally.listeners !== undefined)
      around.tally.tell({ attempt: this.attempt, outcome, ms })
    this.#frame.policies.retry?.budget?.endCall()
    if (this.attempt > 1) this.#frame.policies.retry?.budget?.endExtra()
    this.#resolve(value)
  }

  #fail(thrown: unknown): void {
    if (this.#state === 'ended') return
    const { around } = this.#frame
    // the work that was told to stop ends as it was told, whatever it threw
    const error = this.#failure ?? thrown
    const ms = this.#elapsed()
    const classify = classifierOf(around) ?? classifyOutcome
    const outcome = judged(classify, { ok: false, error, ms }, around.report)
    this.#end(outcome, ms)
    this.#again(error, outcome, ms)
  }

  #refused(refusal: ResilienceError): void {
    if (this.#state === 'ended') return
    const { figures } = this.#frame.around.tally
    figures.refused++
    this.#end('ignored', 0, false)
    this.#again(refusal, 'refused', 0)
  }

  #giveUp(error: ResilienceError): void {
    if (this.#state === 'ended') return
    this.#failure = error
    // a wait in a queue of this side says nothing about the callee
    if (this.#state === 'asking' && error.code !== 'WT_ABORTED') this.#refused(error)
    else this.#fail(error)
    this.#controller?.abort(error)
  }

  /** Gives back what it holds. From here on nothing more is heard of it. */
  #end(outcome: OutcomeClass, ms: number, isCounted = this.#frame.inner === undefined): void {
    const { around } = this.#frame
    this.#state = 'ended'
    if (this.slot >= 0) around.wheel.remove(this)
    this.#options?.signal?.removeEventListener('abort', this)
    if (isCounted) {
      // by name: a computed key is slower than all the rest of this
      if (outcome === 'success') around.tally.figures.success++
      else around.tally.figures[outcome]++
    }
    if (this.#others !== undefined)
      for (const permit of this.#others.reverse()) permit.record(outcome, ms)
    this.#inner?.record(outcome, ms)
    this.#outer?.record(outcome, ms)
  }

  /** Another attempt, or the end of the run. */
  #again(error: unknown, outcome: OutcomeClass | 'refused', ms: number): void {
    const wanted = this.#waitFor(error, outcome)
    const { around, policies } = this.#frame
    if (this.attempt > 1) policies.retry?.budget?.endExtra()
    const waitMs = wanted !== undefined && this.#isPaid() ? wanted : undefined
    if (around.tally.listeners !== undefined) {
      const next = waitMs === undefined ? {} : { retryInMs: waitMs }
      around.tally.tell({ attempt: this.attempt, outcome, ms, error, ...next })
    }
    const before = this.#run
    const last = outcome === 'refused' && before?.hasRun ? before.error : error
    if (waitMs === undefined) {
      this.#finish(last)
      return
    }
    around.tally.figures.retries++
    const run: Run = before ?? {
      deadline: Number.POSITIVE_INFINITY,
      limit: undefined,
      error,
      hasRun: false,
      waitMs,
    }
    run.error = last
    run.hasRun ||= outcome !== 'refused'
    run.waitMs = waitMs
    const next = new Attempt(
      this.#frame,
      this.#work,
      this.#options,
      this.#resolve,
      this.#reject,
      this.attempt + 1,
      run,
    )
    pause(around.clock, waitMs, this.#options?.signal).then(
      () => next.begin(),
      () => {},
    )
  }

  /** How long to wait for another attempt, or undefined: there is none. */
  #waitFor(error: unknown, outcome: OutcomeClass | 'refused'): number | undefined {
    const { around, policies } = this.#frame
    const { retry } = policies
    if (retry === undefined || this.attempt > retry.maxRetries) return undefined
    if (this.#options?.signal?.aborted || this.#hasEndedRun(error)) return undefined
    try {
      if (!(retry.retryIf?.(error) ?? outcome === 'failure')) return undefined
      const asked = retry.retryAfter?.(error)
      const wait = asked ?? retry.backoff(this.attempt, this.#run?.waitMs ?? 0, around.random)
      // a wait that is no number would be no wait at all
      if (!(wait >= 0))
        throw new RangeError(`a wait before a retry is ${wait}, and must be 0 or more`)
      return around.clock.now() + wait < (this.#run?.deadline ?? Number.POSITIVE_INFINITY)
        ? wait
        : undefined
    } catch (mistake) {
      contain(mistake, around.report)
      return undefined
    }
  }

  #isPaid(): boolean {
    const budget = this.#frame.policies.retry?.budget
    const isPaid = budget?.tryWithdraw() ?? true
    if (!isPaid) this.#frame.around.tally.figures.unpaid++
    return isPaid
  }

  /** Whether the caller is gone or the whole run's time is over. */
  #hasEndedRun(error: unknown): boolean {
    if (error !== this.#failure || this.#failure === undefined) return false
    return this.#failure.code !== 'WT_TIMEOUT' || this.#limit === this.#run?.limit
  }

  #finish(error: unknown): void {
    this.#frame.policies.retry?.budget?.endCall()
    this.#reject(error)
  }

  /** Ends a run whose next attempt is not to begin. */
  #stop(error: unknown): void {
    this.#state = 'ended'
    this.#options?.signal?.removeEventListener('abort', this)
    if (this.attempt > 1) this.#frame.policies.retry?.budget?.endExtra()
    this.#finish(error)
  }

  #elapsed(): number {
    return this.#startedAt < 0
      ? 0
      : Math.max(0, recentOf(this.#frame.around.clock) - this.#startedAt)
  }

  #error(code: ResilienceErrorCode, cause?: unknown): ResilienceError {
    const { name } = this.#frame.around
    const { attempt } = this
    const timeoutMs = this.#limit?.ms
    const facts =
      code === 'WT_TIMEOUT' && timeoutMs !== undefined
        ? { name, attempt, timeoutMs }
        : { name, attempt }
    return new ResilienceError(code, facts, cause)
  }
}
