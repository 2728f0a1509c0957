import { circuitBreaker } from '@watertight/resilience'
import { type RetryBudget, retryBudget } from '@watertight/resilience/retry-budget'
import { EventQueue, seeded } from './event-queue.ts'
import { type Distribution, Server, serviceTimes } from './server.ts'

const workers = 50
const callsPerSecond = 1_000
const maxRetries = 3
/** The caller's patience: an answer after this is a failure, though the server works on. */
const timeoutMs = 1_000
export const healthyMs = 20_000
export const downMs = 30_000
export const endMs = 90_000

/** What stands between a failing server and its callers. */
export type Guard = 'nothing' | 'budget' | 'budget and breaker'

export interface StormSecond {
  readonly calls: number
  /** Attempts that reached the server. */
  readonly attempts: number
  readonly answered: number
}

export interface StormRun {
  /** Attempts to each call while every attempt fails. */
  readonly amplification: number
  /** After the server is well again, until 99 % of the calls of a second are answered and stay so; infinite when never. */
  readonly recoveredMs: number
  readonly seconds: readonly StormSecond[]
}

export interface Storm {
  readonly seed: number
  readonly distribution: Distribution
  readonly guard: Guard
}

/**
 * A thousand calls a second, three retries each. For thirty seconds the server fails every attempt, after having worked on it;
 * then it is well again, with whatever its queue holds by then.
 */
export function stormRun({ seed, distribution, guard }: Storm): StormRun {
  const random = seeded(seed)
  const events = new EventQueue()
  const given = { clock: events, random }
  const server = new Server(workers, events)
  const budget = guard === 'nothing' ? undefined : retryBudget({ name: 'server' }, given)
  const breaker =
    guard === 'budget and breaker' ? circuitBreaker({ name: 'server' }, given) : undefined
  const seconds = Array.from({ length: endMs / 1000 }, () => ({
    calls: 0,
    attempts: 0,
    answered: 0,
  }))
  const secondAt = (at: number) => seconds[Math.floor(at / 1000)]

  const isDown = () => events.now() >= healthyMs && events.now() < healthyMs + downMs

  const attempt = (begunAt: number, number: number) => {
    const permit = breaker?.tryAcquire()
    if (breaker !== undefined && permit === undefined) return retry(begunAt, number)
    const second = secondAt(events.now())
    if (second !== undefined) second.attempts++
    let isOver = false
    const end = (isAnswered: boolean) => {
      if (isOver) return
      isOver = true
      patience.cancel()
      permit?.record(isAnswered ? 'success' : 'failure')
      if (!isAnswered) return retry(begunAt, number)
      if (number > 0) budget?.endExtra()
      budget?.endCall()
      const first = secondAt(begunAt)
      if (first !== undefined) first.answered++
    }
    const patience = events.after(timeoutMs, () => end(false))
    server.call(serviceTimes[distribution](random), () => end(!isDown()))
  }

  const retry = (begunAt: number, number: number) => {
    if (number > 0) budget?.endExtra()
    if (number >= maxRetries || !mayRetry(budget)) {
      budget?.endCall()
      return
    }
    events.after(100 * 2 ** number * random(), () => attempt(begunAt, number + 1))
  }

  const arrive = () => {
    const second = secondAt(events.now())
    if (second !== undefined) second.calls++
    budget?.deposit()
    attempt(events.now(), 0)
    const gap = (-Math.log(1 - random()) * 1000) / callsPerSecond
    if (events.now() + gap < endMs) events.after(gap, arrive)
  }

  events.after(0, arrive)
  events.runUntil(endMs + 10_000)
  return {
    amplification: amplification(seconds),
    recoveredMs: recoveredMs(seconds),
    seconds,
  }
}

const mayRetry = (budget: RetryBudget | undefined) => budget === undefined || budget.tryWithdraw()

function amplification(seconds: readonly StormSecond[]): number {
  const down = seconds.slice(healthyMs / 1000, (healthyMs + downMs) / 1000)
  const sum = (of: (one: StormSecond) => number) => down.reduce((all, one) => all + of(one), 0)
  return sum(({ attempts }) => attempts) / sum(({ calls }) => calls)
}

function recoveredMs(seconds: readonly StormSecond[]): number {
  const well = seconds.slice((healthyMs + downMs) / 1000)
  const isGood = ({ answered, calls }: StormSecond) => answered >= 0.99 * calls
  const lastBad = well.findLastIndex((one) => !isGood(one))
  return lastBad === well.length - 1 ? Number.POSITIVE_INFINITY : (lastBad + 1) * 1000
}
