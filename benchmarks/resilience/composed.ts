import {
  bulkhead,
  circuitBreaker,
  constant,
  pipeline,
  retry,
  timeout,
} from '@watertight/resilience'
import * as cockatiel from 'cockatiel'
import * as mollitia from 'mollitia'
import Opossum from 'opossum'
import { check } from '../measure/check.ts'
import { bytesPerCall, type Cost, takeTurns } from '../measure/slices.ts'
import { budgets, hour, ok } from './work.ts'

type Run = (work: () => Promise<number>) => Promise<number>

interface Limits {
  readonly timeoutMs: number
  readonly places: number
}

/** Three retries around a breaker around a time limit around a bulkhead, as each library has them. */
const makers = {
  ours: (limits: Limits): Run => oursOf(limits, 'abandon'),
  'ours, cooperative': (limits: Limits): Run => oursOf(limits, 'cooperate'),
  cockatiel: (limits: Limits): Run => cockatielOf(limits, cockatiel.TimeoutStrategy.Aggressive),
  'cockatiel, cooperative': (limits: Limits): Run =>
    cockatielOf(limits, cockatiel.TimeoutStrategy.Cooperative),
  // it has no retry
  'opossum without retry': ({ timeoutMs, places }: Limits): Run => {
    const breaker = new Opossum((work: () => Promise<number>) => work(), {
      timeout: timeoutMs,
      capacity: places,
      volumeThreshold: 20,
    })
    return (work) => breaker.fire(work)
  },
  mollitia: ({ timeoutMs, places }: Limits): Run => {
    const circuit = new mollitia.Circuit({
      options: {
        modules: [
          new mollitia.Retry({ attempts: 3, interval: 1 }),
          new mollitia.SlidingCountBreaker({ slidingWindowSize: 100, minimumNumberOfCalls: 20 }),
          new mollitia.Timeout({ delay: timeoutMs }),
          new mollitia.Bulkhead({ concurrentSize: places, queueSize: 0 }),
        ],
      },
    })
    return (work) => circuit.fn(work).execute()
  },
}

type Name = keyof typeof makers

function oursOf({ timeoutMs, places }: Limits, mode: 'abandon' | 'cooperate'): Run {
  const composed = pipeline('composed', [
    retry({ maxRetries: 3, backoff: constant(1) }),
    circuitBreaker({ name: 'breaker', window: { calls: 100 } }),
    timeout(timeoutMs, { mode }),
    bulkhead({ name: 'bulkhead', maxConcurrent: places }),
  ])
  return (work) => composed.run(work)
}

function cockatielOf({ timeoutMs, places }: Limits, strategy: cockatiel.TimeoutStrategy): Run {
  const policy = cockatiel.wrap(
    cockatiel.retry(cockatiel.handleAll, {
      maxAttempts: 3,
      backoff: new cockatiel.ConstantBackoff(1),
    }),
    cockatiel.circuitBreaker(cockatiel.handleAll, {
      halfOpenAfter: hour,
      breaker: new cockatiel.CountBreaker({
        threshold: 0.5,
        size: 100,
        minimumNumberOfCalls: 20,
      }),
    }),
    cockatiel.timeout(timeoutMs, strategy),
    cockatiel.bulkhead(places, 0),
  )
  return (work) => policy.execute(work)
}

export interface Composed {
  readonly costs: Readonly<Record<Name | 'bare', Cost>>
  readonly bytes: Readonly<Record<Name | 'bare', number>>
  readonly proof: Readonly<Record<Name, Ran>>
}

/** One call that succeeds at the first attempt under all four policies. */
export default async function composed(quick: boolean): Promise<Composed> {
  const calls = { bare: () => ok() } as Record<Name | 'bare', () => Promise<unknown>>
  for (const [name, make] of Object.entries(makers)) {
    const run = make({ timeoutMs: 1_000, places: 100 })
    calls[name as Name] = () => run(ok)
  }
  const costs = await takeTurns(calls, quick ? budgets.quick : budgets.full)
  const bytes = {} as Record<Name | 'bare', number>
  for (const [name, call] of Object.entries(calls))
    bytes[name as Name] = await bytesPerCall(call, name === 'mollitia' ? 500 : 5_000)
  // afterwards: failures and hangs would teach the code measured that they happen
  const proof = {} as Record<Name, Ran>
  for (const [name, make] of Object.entries(makers)) proof[name as Name] = await prove(make)
  check(proof.ours.attempts === 4, 'our retry did not run')
  for (const name of ['ours', 'cockatiel'] as const) {
    const { timeoutMs, refusedByBulkhead, refusedByBreaker } = proof[name]
    check(timeoutMs < 300, `the time limit of ${name} did not run`)
    check(refusedByBulkhead > 0, `the bulkhead of ${name} did not run`)
    check(refusedByBreaker > 0, `the breaker of ${name} did not run`)
  }
  return { costs, bytes, proof }
}

interface Ran {
  /** Of a call that always fails, with three retries. */
  readonly attempts: number
  /** What a hanging call took, of a limit of 20 ms for each attempt. */
  readonly timeoutMs: number
  /** Of eight at once at two places. */
  readonly refusedByBulkhead: number
  /** Of a hundred failing calls one after the other. */
  readonly refusedByBreaker: number
}

/** Shows that each policy does its work in a pipeline made the same way. */
async function prove(make: (limits: Limits) => Run): Promise<Ran> {
  let attempts = 0
  const fail = async (): Promise<number> => {
    attempts++
    throw new Error('failed')
  }
  const swallow = () => {}
  await make({ timeoutMs: 1_000, places: 100 })(fail).catch(swallow)
  const failed = attempts

  const start = performance.now()
  const hang = () => new Promise<number>((_, reject) => setTimeout(reject, 100, 'too late'))
  await make({ timeoutMs: 20, places: 100 })(hang).catch(swallow)
  const timeoutMs = performance.now() - start

  let most = 0
  let running = 0
  const busy = make({ timeoutMs: 1_000, places: 2 })
  const slow = async () => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 50))
    running--
    return 1
  }
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => busy(slow)))
  const refusedByBulkhead =
    most === 2 ? all.filter(({ status }) => status === 'rejected').length : 0

  attempts = 0
  const broken = make({ timeoutMs: 1_000, places: 100 })
  let refusedByBreaker = 0
  for (let i = 0; i < 100; i++) {
    const before = attempts
    await broken(fail).catch(swallow)
    if (attempts === before) refusedByBreaker++
  }
  return { attempts: failed, timeoutMs, refusedByBulkhead, refusedByBreaker }
}
