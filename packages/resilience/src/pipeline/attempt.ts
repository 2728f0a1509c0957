import { latestOf, recentOf } from '../clock.ts'
import { classifyOutcome, judged, type OutcomeClass } from '../outcome.ts'
import type { Admission, CallContext, Permit } from '../policy.ts'
import { Rejection } from '../rejection.ts'
import { tell } from '../report.ts'
import { ResilienceError, type ResilienceErrorCode } from '../resilience-error.ts'
import type { TimeLimit } from '../timeout/timeout.ts'
import type { Waiting } from '../timer-wheel.ts'
import type { Call, RunOptions, Work } from './call.ts'
import { classifierOf } from './classifier.ts'
import type { AttemptEnd } from './figures.ts'
import type { Frame, Step } from './frame.ts'
import { nextWait } from './next-wait.ts'
import { pause } from './pause.ts'

/** What the attempts of one run share; most runs have one attempt and no limit of their own, and do without. */
interface Run {
  readonly deadline: number
  /** Whose limit that is; undefined is the caller's. */
  readonly limit: TimeLimit | undefined
  /** The last error of the work itself; a refusal says less. */
  readonly error: unknown
  readonly hasRun: boolean
  readonly waitMs: number
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
    attempt = 1,
    run?: Run,
  ) {
    this.#frame = frame
    this.#work = work
    this.#options = options
    this.#resolve = resolve
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
    const { around, policies } = this.#frame
    const signal = this.#options?.signal
    if (this.attempt === 1) {
      policies.deposited?.deposit()
      const callers = this.#options?.deadline
      if (policies.runLimit !== undefined || callers !== undefined)
        this.#limitRun(policies.runLimit, callers)
    }
    signal?.addEventListener('abort', this)
    // where there is a deadline already, no attempt begins after it
    if (this.#run !== undefined) this.#startedAt = around.clock.now()
    if (signal?.aborted) this.#stop(this.#error('WT_ABORTED', signal.reason))
    else if (this.#startedAt >= this.deadline)
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
      const { admission, limit } = steps[i] as Step
      if (admission === undefined) {
        this.#narrow(limit as TimeLimit)
        continue
      }
      let answer: ReturnType<Admission['admit']>
      try {
        answer = admission.admit(this)
      } catch (error) {
        // none of this package throws; one of another must not leave the caller waiting
        this.#stop(error)
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

  /** A policy has refused the attempt, or has it wait in its queue, which lets it out or refuses it. */
  #later(answer: ResilienceError | Promise<Permit | ResilienceError>, next: number): void {
    if (answer instanceof ResilienceError) {
      this.#refused(answer)
      return
    }
    this.#wait()
    answer.then(
      (later) => {
        if (later instanceof ResilienceError) this.#refused(later)
        else if (this.#state === 'ended') later.record('ignored', 0)
        else {
          this.#keep(later)
          // the wait in the queue is not the callee's doing
          this.#startedAt = notYet
          this.#admit(next)
        }
      },
      (error) => this.#stop(error),
    )
  }

  #keep(permit: Permit): void {
    if (this.#outer === undefined) this.#outer = permit
    else if (this.#inner === undefined) this.#inner = permit
    else if (this.#others === undefined) this.#others = [permit]
    else this.#others.push(permit)
  }

  #limitRun(own: TimeLimit | undefined, callers = Number.POSITIVE_INFINITY): void {
    const until = own === undefined ? Number.POSITIVE_INFINITY : this.now + own.ms
    const deadline = Math.min(until, callers)
    if (deadline === Number.POSITIVE_INFINITY) return
    const limit = until < callers ? own : undefined
    this.#limit = limit
    this.deadline = deadline
    this.#run = { deadline, limit, error: undefined, hasRun: false, waitMs: 0 }
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
    if (inner === undefined) around.figures.attempts++
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
    const { around, policies } = this.#frame
    const ms = this.#elapsed()
    const classify = classifierOf(around)
    const outcome =
      classify === undefined ? 'success' : judged(classify, { ok: true, value, ms }, around.report)
    this.#end(outcome, ms)
    if (around.listeners.size > 0) this.#tell({ outcome, ms })
    policies.deposited?.endCall()
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
    this.#frame.around.figures.refused++
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
    const { around, policies } = this.#frame
    this.#state = 'ended'
    if (this.slot >= 0) around.wheel.remove(this)
    this.#options?.signal?.removeEventListener('abort', this)
    if (isCounted) {
      // by name: a computed key is slower than all the rest of this
      if (outcome === 'success') around.figures.success++
      else around.figures[outcome]++
    }
    if (this.#others !== undefined)
      for (const permit of this.#others.reverse()) permit.record(outcome, ms)
    this.#inner?.record(outcome, ms)
    this.#outer?.record(outcome, ms)
    if (this.attempt > 1) policies.retry?.budget?.endExtra()
  }

  #tell(end: Omit<AttemptEnd, 'pipeline' | 'attempt'>): void {
    const { listeners, name, report } = this.#frame.around
    tell(listeners, { pipeline: name, attempt: this.attempt, ...end }, report)
  }

  /** Another attempt, or the end of the run. */
  #again(error: unknown, outcome: OutcomeClass | 'refused', ms: number): void {
    const { around } = this.#frame
    const waitMs = this.#waitFor(error, outcome)
    if (around.listeners.size > 0)
      this.#tell({ outcome, ms, error, ...(waitMs !== undefined && { retryInMs: waitMs }) })
    const run = this.#run
    const isRefused = outcome === 'refused'
    const last = isRefused && run?.hasRun ? run.error : error
    if (waitMs === undefined) {
      this.#finish(last)
      return
    }
    around.figures.retries++
    const next = new Attempt(
      this.#frame,
      this.#work,
      this.#options,
      this.#resolve,
      this.attempt + 1,
      {
        deadline: Number.POSITIVE_INFINITY,
        limit: undefined,
        ...run,
        error: last,
        hasRun: !isRefused || run?.hasRun === true,
        waitMs,
      },
    )
    pause(around.clock, waitMs, this.#options?.signal, () => next.begin())
  }

  #waitFor(error: unknown, outcome: OutcomeClass | 'refused'): number | undefined {
    const { around, policies } = this.#frame
    if (policies.retry === undefined) return undefined
    if (this.#options?.signal?.aborted || this.#hasEndedRun(error)) return undefined
    const { deadline = Number.POSITIVE_INFINITY, waitMs = 0 } = this.#run ?? {}
    const ended = { error, outcome, attempt: this.attempt, deadline, waitMs }
    return nextWait(around, policies.retry, ended)
  }

  /** Whether the caller is gone or the whole run's time is over. */
  #hasEndedRun(error: unknown): boolean {
    const failure = this.#failure
    if (failure === undefined || error !== failure) return false
    return failure.code !== 'WT_TIMEOUT' || this.#limit === this.#run?.limit
  }

  #finish(error: unknown): void {
    this.#frame.policies.deposited?.endCall()
    this.#resolve(new Rejection(error))
  }

  /** Ends the run with this attempt, whatever is left. */
  #stop(error: unknown): void {
    if (this.#state === 'ended') return
    this.#end('ignored', 0, false)
    this.#finish(error)
  }

  #elapsed(): number {
    return this.#startedAt < 0
      ? 0
      : Math.max(0, recentOf(this.#frame.around.clock) - this.#startedAt)
  }

  #error(code: ResilienceErrorCode, cause?: unknown): ResilienceError {
    const { attempt } = this
    const timeoutMs = code === 'WT_TIMEOUT' && this.#limit?.ms
    const facts = { name: this.#frame.around.name, attempt, ...(timeoutMs && { timeoutMs }) }
    return new ResilienceError(code, facts, cause)
  }
}
