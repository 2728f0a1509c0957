import { describe, expect, expectTypeOf, test } from 'vitest'
import { setMode } from '../circuit-breaker/manage.ts'
import {
  type Admission,
  type AttemptEnd,
  type Budget,
  bulkhead,
  circuitBreaker,
  constant,
  deadline,
  pipeline,
  ResilienceError,
  retry,
  timeout,
  type Wrapper,
} from '../index.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { explain, warnings } from './explain.ts'
import { tryAcquire } from './permit.ts'

const forever = () => new Promise<never>(() => {})
const boom = () => Promise.reject(new Error('boom'))

function on() {
  const clock = new VirtualClock()
  const breaker = circuitBreaker(
    { name: 'cards', window: { calls: 10 }, minimumCalls: 2, openMs: 1000, openJitter: 0 },
    { clock },
  )
  return { clock, breaker, given: { clock, random: () => 0 } }
}

describe('run and tryRun', () => {
  test('tryRun gives the value or the error as a value, and how long it took', async () => {
    const { clock, breaker } = on()
    const ask = pipeline('ask', [breaker], { clock })
    expect(await ask.tryRun(() => 7)).toEqual({ ok: true, value: 7, ms: 0 })
    expect(await ask.tryRun(boom)).toMatchObject({ ok: false, error: { message: 'boom' } })
    setMode(breaker, 'forced open')
    expect(await ask.tryRun(() => 7)).toMatchObject({
      ok: false,
      error: { code: 'WT_BREAKER_OPEN' },
    })
    const slow = ask.tryRun(forever, { deadline: 30 })
    await clock.advance(30)
    expect(await slow).toMatchObject({ ok: false, error: { code: 'WT_BREAKER_OPEN' } })
  })

  test('the context of the caller reaches the work, typed', async () => {
    const ask = pipeline('ask', [])
    const work = ask.run(({ context }) => context.order + 1, { context: { order: 7 } })
    expectTypeOf(work).resolves.toBeNumber()
    expect(await work).toBe(8)
    // @ts-expect-error without a context there is none to read
    await ask.run(({ context }) => context?.order).catch(() => {})
  })

  test('work that throws before its first wait is no different', async () => {
    await expect(
      pipeline('p', [on().breaker]).run(() => {
        throw new Error('at once')
      }),
    ).rejects.toThrow('at once')
  })
})

describe('time limits', () => {
  test('cooperating, the caller hears when the work has stopped', async () => {
    const { clock } = on()
    const run = pipeline('p', [timeout(100, { mode: 'cooperate' })], { clock })
      .run(
        ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => clock.after(50, () => reject(signal.reason)))
          }),
      )
      .catch((error) => [clock.now(), error.code])
    await clock.advance(1000)
    expect(await run).toEqual([150, 'WT_TIMEOUT'])
  })

  test('cooperating, a result that comes all the same is a result', async () => {
    const { clock } = on()
    const run = pipeline('p', [timeout(100, { mode: 'cooperate' })], { clock }).run(
      () => new Promise((resolve) => clock.after(120, () => resolve('late'))),
    )
    await clock.advance(1000)
    expect(await run).toBe('late')
  })

  test('a timeout around the retry limits all attempts and ends the run', async () => {
    const { clock } = on()
    const limited = pipeline('p', [timeout(250), retry({ maxRetries: 9, backoff: constant(10) })], {
      clock,
    })
    const run = limited.run(forever).catch((error) => [clock.now(), error.code, error.facts])
    await clock.advance(1000)
    expect(await run).toEqual([250, 'WT_TIMEOUT', { name: 'p', attempt: 1, timeoutMs: 250 }])
    expect(limited.snapshot().retries).toBe(0)
  })

  test('the earliest of many limits counts', async () => {
    const { clock } = on()
    const seen: number[] = []
    const run = pipeline('p', [deadline(900), timeout(500), retry(), timeout(300), timeout(200)], {
      clock,
    }).tryRun((call) => void seen.push(call.deadline))
    await run
    expect(seen).toEqual([200])
  })

  test('signals are of one attempt: the second is not the first, and has not fired', async () => {
    const { clock, given } = on()
    const signals: AbortSignal[] = []
    const run = pipeline('p', [retry({ backoff: constant(1) }), timeout(10)], given).run(
      ({ signal, attempt }) => {
        signals.push(signal)
        return attempt === 1 ? forever() : 'second'
      },
    )
    await clock.advance(100)
    expect(await run).toBe('second')
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })

  test('a thousand calls with a time limit set one timer, and it ends', async () => {
    const { clock } = on()
    const limited = pipeline('p', [timeout(100)], { clock })
    const runs = Array.from({ length: 1000 }, () => limited.tryRun(forever))
    expect(clock.timers).toBe(1)
    await clock.advance(100)
    expect(clock.timers).toBe(0)
    expect(limited.snapshot()).toMatchObject({ runs: 1000, attempts: 1000, failure: 1000 })
    await Promise.all(runs)
  })
})

describe('a budget', () => {
  const counting = (allowed: number) => {
    const seen = { calls: 0, extras: 0, granted: 0 }
    const budget: Budget = {
      deposit: () => void seen.calls++,
      endCall: () => void seen.calls--,
      tryWithdraw: () => {
        if (seen.granted >= allowed) return false
        seen.granted++
        seen.extras++
        return true
      },
      endExtra: () => void seen.extras--,
    }
    return { seen, budget }
  }

  test('pays for each retry, and when it is spent the last real error is the answer', async () => {
    const { clock, given } = on()
    const { seen, budget } = counting(1)
    const p = pipeline('p', [retry({ maxRetries: 5, backoff: constant(1), budget })], given)
    const run = p.run(({ attempt }) => Promise.reject(new Error(`${attempt}`)))
    const ended = expect(run).rejects.toThrow('2')
    await clock.advance(100)
    await ended
    expect(seen).toEqual({ calls: 0, extras: 0, granted: 1 })
    expect(p.snapshot()).toMatchObject({ attempts: 2, retries: 1, unpaid: 1 })
  })

  test('is told of every end, whether the run succeeds, is refused or given up', async () => {
    const { clock, breaker, given } = on()
    const { seen, budget } = counting(9)
    const p = pipeline('p', [retry({ backoff: constant(10), budget }), breaker], given)
    await p.run(() => 1)
    const owner = new AbortController()
    const left = p.tryRun(boom, { signal: owner.signal })
    await clock.advance(5)
    owner.abort()
    expect(await left).toMatchObject({ error: { code: 'WT_ABORTED' } })
    setMode(breaker, 'forced open')
    await p.tryRun(() => 1)
    expect(seen).toMatchObject({ calls: 0, extras: 0 })
  })
})

describe('what users hand in and throws', () => {
  test.each([
    ['retryIf', { retryIf: () => boomNow() }],
    ['retryAfter', { retryAfter: () => boomNow() }],
    ['backoff', { backoff: () => Number.NaN }],
  ])('%s: is reported, and the error of the work is the answer', async (_, options) => {
    const reported: unknown[] = []
    const p = pipeline('p', [retry(options as never)], { report: (error) => reported.push(error) })
    await expect(p.run(boom)).rejects.toThrow('boom')
    expect(reported).toHaveLength(1)
  })

  test('a listener: the result is the same', async () => {
    const p = pipeline('p', [], {
      report: () => {
        throw new Error('even the report')
      },
    })
    p.onAttempt(() => boomNow())
    expect(await p.run(() => 1)).toBe(1)
  })

  test('a policy of another package: the caller is not left waiting', async () => {
    const bad = { kind: 'throttle', name: 'bad', admit: () => boomNow(), snapshot: () => ({}) }
    const { breaker } = on()
    const p = pipeline('p', [breaker, bad as Admission])
    await expect(p.run(() => 1)).rejects.toThrow('now')
    expect(breaker.snapshot()).toMatchObject({ ignored: 1 })
  })

  const boomNow = (): never => {
    throw new Error('now')
  }
})

describe('queues inside', () => {
  test('an attempt given up in the queue gives its place back', async () => {
    const { clock, given } = on()
    const one = bulkhead({ name: 'one', maxConcurrent: 1, maxQueue: 5 }, given)
    const p = pipeline('p', [timeout(50), one], given)
    const first = p.tryRun(forever)
    const second = p.tryRun(() => 2)
    await clock.advance(50)
    expect(await first).toMatchObject({ error: { code: 'WT_TIMEOUT' } })
    await second
    expect(one.snapshot()).toMatchObject({ running: 0, waiting: 0 })
    expect(await p.run(() => 3)).toBe(3)
  })
})

describe('tryAcquire', () => {
  test('a permit under all policies that admit, whose end is heard by all', () => {
    const { breaker, given } = on()
    const one = bulkhead({ name: 'one', maxConcurrent: 1, maxQueue: 5 }, given)
    const p = pipeline('p', [breaker, one], given)
    const permit = tryAcquire(p)
    if (permit instanceof ResilienceError) throw permit
    expect(one.snapshot().running).toBe(1)
    const refused = tryAcquire(p)
    expect(refused).toBeInstanceOf(ResilienceError)
    permit.end({ error: new Error('no') })
    permit.end({ value: 1 })
    expect(one.snapshot()).toMatchObject({ running: 0, waiting: 0 })
    expect(breaker.snapshot().window).toMatchObject({ calls: 1, failures: 1 })
  })

  test('a pipeline that this package has not made is refused', () => {
    const { given } = on()
    const stranger = { ...pipeline('p', [], given), name: 'stranger' }
    expect(() => tryAcquire(stranger as never)).toThrow('pipeline stranger is not made by pipeline')
  })
})

describe('layers', () => {
  const wrapper = (kind: Wrapper['kind'], run: Wrapper['run']): Wrapper => ({
    kind,
    name: 'w',
    run,
    snapshot: () => ({}),
  })

  test('a wrapper sees the context and may narrow the limits', async () => {
    const { given } = on()
    const seen: unknown[] = []
    const outer = wrapper('hedge', (next, { context }) => {
      seen.push(context)
      return next({ deadline: 40 })
    })
    const p = pipeline('p', [outer, retry(), timeout(100)], given)
    await p.run((call) => void seen.push(call.deadline), { context: 'c' })
    expect(seen).toEqual(['c', 40])
  })

  test('an admission around the retry hears one outcome for the run', async () => {
    const { clock, breaker, given } = on()
    const p = pipeline('p', [breaker, retry({ backoff: constant(1) })], given)
    const run = p.tryRun(boom)
    await clock.advance(100)
    await run
    expect(breaker.snapshot().window.calls).toBe(1)
    expect(p.snapshot()).toMatchObject({ runs: 1, attempts: 3 })
  })
})

describe('explain', () => {
  test('says the onion in words', () => {
    const { breaker } = on()
    const p = pipeline('pay', [deadline(2000), retry({ budget: free }), breaker, timeout(500)])
    expect(explain(p)).toBe(
      [
        'pay, from the outside in:',
        '1. deadline: 2000 ms for all attempts',
        '2. retry: at most 3 calls in all, while the budget pays for it',
        "3. circuit breaker 'cards': refuses while what it calls is down",
        '4. timeout: 500 ms for each attempt',
        '5. the work itself',
      ].join('\n'),
    )
    expect(warnings(p)).toEqual([])
  })

  test('warns of orders that go wrong', () => {
    const { breaker } = on()
    const bulk = bulkhead({ name: 'b', maxConcurrent: 1 })
    const wrap = (kind: Wrapper['kind']) => ({
      kind,
      name: 'w',
      run: free.run,
      snapshot: free.snapshot,
    })
    const said = (...policies: Parameters<typeof pipeline>[1][number][]) =>
      warnings(pipeline('p', policies)).join('\n')
    expect(said(bulk, breaker, timeout(1))).toMatch(/breaker stands inside the bulkhead/)
    expect(said(breaker, retry())).toMatch(/breaker stands outside the retry/)
    expect(said(bulk, retry())).toMatch(/bulkhead stands outside the retry/)
    expect(said(wrap('hedge') as Wrapper, retry())).toMatch(/retry stands inside the hedge/)
    expect(said(retry(), wrap('fallback') as Wrapper)).toMatch(/fallback stands inside the retry/)
    expect(said(retry(), wrap('cache') as Wrapper)).toMatch(/cache stands inside the retry/)
    expect(said(retry(), retry())).toMatch(/Two retries multiply/)
    expect(said(retry(), timeout(1))).toMatch(/Nothing limits the retry as a whole/)
    expect(said(retry())).toMatch(/no budget/)
    expect(said(breaker)).toMatch(/Nothing limits the time/)
  })

  const free = {
    deposit() {},
    endCall() {},
    tryWithdraw: () => true,
    endExtra() {},
    run: (next: () => Promise<unknown>) => next(),
    snapshot: () => ({}),
  }
})

describe('telemetry', () => {
  test('a listener hears of each attempt, and of the retry to come, until it stops', async () => {
    const { clock, given } = on()
    const heard: AttemptEnd[] = []
    const p = pipeline('p', [retry({ maxRetries: 1, backoff: constant(5) })], given)
    const stop = p.onAttempt((end) => heard.push(end))
    const run = p.tryRun(({ attempt }) => (attempt === 1 ? boom() : 'ok'))
    await clock.advance(10)
    await run
    stop()
    await p.run(() => 1)
    expect(heard).toMatchObject([
      { pipeline: 'p', attempt: 1, outcome: 'failure', retryInMs: 5, error: { message: 'boom' } },
      { pipeline: 'p', attempt: 2, outcome: 'success' },
    ])
  })

  test('a snapshot is plain JSON with what every policy counts', async () => {
    const { breaker, given } = on()
    const p = pipeline('p', [retry(), breaker, timeout(10)], given)
    await p.run(() => 1)
    const snapshot = p.snapshot()
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot)
    expect(snapshot).toMatchObject({
      name: 'p',
      runs: 1,
      attempts: 1,
      success: 1,
      policies: [{ kind: 'circuit breaker', snapshot: { name: 'cards', successes: 1 } }],
    })
  })
})

describe('what is no pipeline', () => {
  test.each<[unknown, string]>([
    [{}, 'policies is {}, and must be a list of policies'],
    [[{ kind: 'magic' }], 'policies[0] is {"kind":"magic"}, and must be a policy'],
    [[undefined], 'policies[0] is undefined'],
  ])('%o', (policies, message) => {
    expect(() => pipeline('p', policies as never)).toThrow(message)
  })

  test('the same policy twice', () => {
    const { breaker } = on()
    expect(() => pipeline('p', [breaker, retry(), breaker])).toThrow('in the list once')
  })
})
