import { circuitBreaker } from '@watertight/resilience'
import { circuitBreaker as cockatiel, handleAll, SamplingBreaker } from 'cockatiel'
import Opossum from 'opossum'
import { check } from '../measure/check.ts'
import { type Call, type Cost, takeTurns } from '../measure/slices.ts'
import { budgets, fail, hour, ok } from './work.ts'

export interface Failure {
  readonly costs: Readonly<Record<string, Cost>>
  readonly proof: Readonly<Record<string, unknown>>
}

/** One failing call while so many calls are in the window and the circuit stays closed. */
export default async function failure(calls: number, quick: boolean): Promise<Failure> {
  const breaker = circuitBreaker({ name: 'ours', window: { ms: hour }, failureRate: 0.99 })
  const policy = cockatiel(handleAll, {
    halfOpenAfter: hour,
    breaker: new SamplingBreaker({ threshold: 0.99, duration: hour }),
  })
  const opossum = new Opossum((work: () => Promise<number>) => work(), {
    timeout: false,
    enableSnapshots: false,
    rollingCountTimeout: hour,
    errorThresholdPercentage: 99,
  })
  for (let i = 0; i < calls; i++) {
    await breaker.run(ok)
    await policy.execute(ok)
    await opossum.fire(ok)
  }
  check(breaker.snapshot().window.calls === calls, 'our window does not hold the calls')
  check(opossum.stats.successes === calls, "opossum's window does not hold the calls")

  const costs = await takeTurns(
    {
      'bare success': () => ok(),
      'bare failure': swallowed(fail),
      'permit success': async () => breaker.tryAcquire()?.success(),
      'permit failure': async () => breaker.tryAcquire()?.failure(),
      'ours success': () => breaker.run(ok),
      'ours failure': swallowed(() => breaker.run(fail)),
      'cockatiel success': () => policy.execute(ok),
      'cockatiel failure': swallowed(() => policy.execute(fail)),
      'opossum success': () => opossum.fire(ok),
      'opossum failure': swallowed(() => opossum.fire(fail)),
    },
    quick ? budgets.quick : { ...budgets.full, rounds: 300 },
  )
  const { state, window } = breaker.snapshot()
  check(state === 'closed' && window.failures > 0, 'our circuit opened, or counted no failure')
  check(window.calls > calls, 'our window lost calls')
  const { failures, successes } = opossum.stats
  check(opossum.closed && failures > 0, 'opossum opened, or counted no failure')
  opossum.shutdown()
  return { costs, proof: { ours: window, opossum: { failures, successes } } }
}

/** Waits for the failure the way a caller does; an answer would be a mistake of the benchmark. */
function swallowed(run: Call): Call {
  const answered = () => check(false, 'a failing call was answered')
  const failed = () => {}
  return () => run().then(answered, failed)
}
