import { circuitBreaker } from '@watertight/resilience'
import { CircuitState, ConsecutiveBreaker, circuitBreaker as cockatiel, handleAll } from 'cockatiel'
import { Circuit, SlidingCountBreaker } from 'mollitia'
import Opossum from 'opossum'
import { check } from '../measure/check.ts'
import { type Cost, takeTurns } from '../measure/slices.ts'
import { quantile } from '../measure/statistics.ts'
import { budgets, fail, hour, ok, refusals } from './work.ts'

export interface Rejection {
  readonly permitNs: number
  readonly costs: Readonly<Record<string, Cost>>
  readonly proof: Readonly<Record<string, unknown>>
}

/** A call while the circuit is open: by permit, without an error, and by rejection. */
export default async function rejection(quick: boolean): Promise<Rejection> {
  const breaker = circuitBreaker({ name: 'ours', openMs: hour, openMaxMs: hour, openJitter: 0 })
  for (let i = 0; i < 20; i++) await breaker.run(fail).catch(() => {})
  check(breaker.snapshot().state === 'open', 'our circuit is not open')

  const consecutive = new ConsecutiveBreaker(1)
  const policy = cockatiel(handleAll, { halfOpenAfter: hour, breaker: consecutive })
  await policy.execute(fail).catch(() => {})
  check(policy.state === CircuitState.Open, 'cockatiel is not open')
  const opossum = new Opossum(ok, { resetTimeout: hour })
  opossum.open()
  const sliding = new SlidingCountBreaker({ openStateDelay: hour })
  const mollitia = new Circuit({ func: ok, options: { modules: [sliding] } })
  await sliding.open()

  const made = new Error('made once')
  const cases = {
    'bare, an error made once': refusals(() => fail()),
    'bare, Promise.reject': refusals(() => Promise.reject(made)),
    'bare, a new error': refusals(async () => {
      throw new Error('new')
    }),
    ours: refusals(() => breaker.run(ok)),
    cockatiel: refusals(() => policy.execute(ok)),
    opossum: refusals(() => opossum.fire()),
    mollitia: refusals(() => mollitia.execute()),
  }
  const calls = Object.fromEntries(Object.entries(cases).map(([name, { call }]) => [name, call]))
  const costs = await takeTurns(calls, quick ? budgets.quick : budgets.full)

  const before = breaker.snapshot().rejected
  let refused = 0
  const samples: number[] = []
  const times = 20_000
  for (let round = 0; round < (quick ? 60 : 400); round++) {
    const start = performance.now()
    for (let i = 0; i < times; i++) if (breaker.tryAcquire() === undefined) refused++
    samples.push(((performance.now() - start) * 1e6) / times)
  }
  check(refused === samples.length * times, 'a permit was given by an open circuit')
  check(breaker.snapshot().rejected === before + refused, 'the refusals were not counted')
  const counts = Object.entries(cases).map(([name, { count }]) => [name, count])
  const proof = { refusedPermits: refused, refusedCalls: Object.fromEntries(counts) }
  return { permitNs: quantile(samples, 0.1), costs, proof }
}
