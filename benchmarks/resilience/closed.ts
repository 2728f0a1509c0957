import { circuitBreaker } from '@watertight/resilience'
import {
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  circuitBreaker as cockatiel,
  handleAll,
} from 'cockatiel'
import { Circuit, SlidingCountBreaker } from 'mollitia'
import Opossum from 'opossum'
import { check } from '../measure/check.ts'
import { bytesPerCall, type Cost, takeTurns } from '../measure/slices.ts'
import { budgets, hour, ok } from './work.ts'

export interface Closed {
  readonly costs: Readonly<Record<keyof ReturnType<typeof breakers>['calls'], Cost>>
  readonly bytes: Readonly<Record<string, number>>
  readonly proof: Readonly<Record<string, unknown>>
}

/** One successful call through a closed breaker. */
export default async function closed(quick: boolean): Promise<Closed> {
  const { calls, prove } = breakers()
  const costs = await takeTurns(calls, quick ? budgets.quick : budgets.full)
  const bytes: Record<string, number> = {}
  for (const [name, call] of Object.entries(calls))
    bytes[name] = await bytesPerCall(call, name === 'mollitia' ? 1_000 : 20_000)
  return { costs, bytes, proof: prove() }
}

function breakers() {
  const plain = circuitBreaker({ name: 'plain', window: { calls: 100 } })
  const timed = circuitBreaker({ name: 'timed', window: { calls: 100 }, slowAfterMs: 1_000 })
  const wrapper = async (work: () => Promise<number>) => {
    try {
      return await work()
    } finally {
    }
  }
  const count = cockatiel(handleAll, {
    halfOpenAfter: hour,
    breaker: new CountBreaker({ threshold: 0.5, size: 100 }),
  })
  const consecutive = cockatiel(handleAll, {
    halfOpenAfter: hour,
    breaker: new ConsecutiveBreaker(5),
  })
  const lean = { timeout: false, rollingPercentilesEnabled: false, enableSnapshots: false } as const
  const opossum = new Opossum(ok)
  const opossumLean = new Opossum(ok, lean)
  const sliding = new SlidingCountBreaker({ slidingWindowSize: 100, minimumNumberOfCalls: 20 })
  const mollitia = new Circuit({ func: ok, options: { modules: [sliding] } })
  const calls = {
    bare: () => ok(),
    'one async wrapper': () => wrapper(ok),
    ours: () => plain.run(ok),
    'ours, slow calls timed': () => timed.run(ok),
    'cockatiel count': () => count.execute(ok),
    'cockatiel consecutive': () => consecutive.execute(ok),
    opossum: () => opossum.fire(),
    'opossum, no timeout, no percentiles': () => opossumLean.fire(),
    mollitia: () => mollitia.execute(),
  }
  return { calls, prove }

  function prove() {
    const windows = { plain: plain.snapshot().window, timed: timed.snapshot().window }
    check(windows.plain.calls === 100 && windows.plain.failures === 0, 'our window is not full')
    check(windows.timed.calls === 100 && windows.timed.slow === 0, 'our timed window is not full')
    check(count.state === CircuitState.Closed, 'cockatiel is not closed')
    check(opossum.stats.successes > 0 && opossumLean.stats.successes > 0, 'opossum counted nothing')
    const states = { cockatiel: CircuitState[count.state], opossum: opossum.closed }
    const counted = { opossum: opossum.stats.successes, opossumLean: opossumLean.stats.successes }
    return { windows, states, counted }
  }
}
