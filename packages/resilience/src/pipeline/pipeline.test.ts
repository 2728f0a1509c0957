import { describe, expect, test } from 'vitest'
import { setMode } from '../circuit-breaker/manage.ts'
import { circuitBreaker, constant, deadline, pipeline, retry, timeout } from '../index.ts'
import { VirtualClock } from '../virtual-clock.ts'

const forever = () => new Promise<never>(() => {})

describe('time', () => {
  test('an attempt that takes too long is given up, and told so', async () => {
    const clock = new VirtualClock()
    let reason: unknown
    const run = pipeline('t', [timeout(100)], { clock })
      .run(({ signal }) => {
        signal.addEventListener('abort', () => (reason = signal.reason))
        return forever()
      })
      .catch((error) => error)
    await clock.advance(100)
    expect(await run).toMatchObject({
      code: 'WT_TIMEOUT',
      facts: { name: 't', timeoutMs: 100, attempt: 1 },
    })
    expect(reason).toBe(await run)
  })

  test('a late error of work given up is nobody’s unhandled rejection', async () => {
    const clock = new VirtualClock()
    let fail = (_: Error) => {}
    const run = pipeline('t', [timeout(100)], { clock }).run(
      () => new Promise((_, reject) => (fail = reject)),
    )
    const ended = expect(run).rejects.toMatchObject({ code: 'WT_TIMEOUT' })
    await clock.advance(100)
    await ended
    fail(new Error('late'))
    await clock.advance(1)
  })

  test('the deadline covers attempts and waits; attempts see the earlier of the two limits', async () => {
    const clock = new VirtualClock()
    const seen: [number, number, number][] = []
    const run = pipeline(
      'p',
      [deadline(250), retry({ maxRetries: 9, backoff: constant(30) }), timeout(100)],
      { clock },
    )
      .run((attempt) => {
        seen.push([attempt.attempt, attempt.deadline, attempt.remaining()])
        return forever()
      })
      .catch((error) => [clock.now(), error.code])
    await clock.advance(1000)
    expect(await run).toEqual([230, 'WT_TIMEOUT'])
    expect(seen).toEqual([
      [1, 100, 100],
      [2, 230, 100],
    ])
  })

  test("the caller's deadline counts when it is earlier, and is not retried past", async () => {
    const clock = new VirtualClock()
    const limited = pipeline('p', [deadline(1000), retry({ backoff: constant(0) })], { clock })
    const run = limited.run(forever, { deadline: 40 }).catch((error) => [clock.now(), error.code])
    await clock.advance(1000)
    expect(await run).toEqual([40, 'WT_DEADLINE'])
    let calls = 0
    await expect(limited.run(() => void calls++, { deadline: 40 })).rejects.toMatchObject({
      code: 'WT_DEADLINE',
    })
    expect(calls).toBe(0)
  })

  test('a timer that fires a little early does not make room for one more attempt', async () => {
    const clock = new VirtualClock()
    const early = {
      now: () => clock.now(),
      after: (ms: number, task: () => void) => clock.after(Math.max(0, ms - 0.5), task),
    }
    let calls = 0
    const run = pipeline('p', [deadline(100), retry({ maxRetries: 9, backoff: constant(0) })], {
      clock: early,
    }).run(() => {
      calls++
      return forever()
    })
    const ended = expect(run).rejects.toMatchObject({ code: 'WT_DEADLINE' })
    await clock.advance(1000)
    await ended
    expect(calls).toBe(1)
  })

  test('without a limit there is no timer', async () => {
    const clock = new VirtualClock()
    const run = pipeline('p', [], { clock }).run(async ({ deadline }) => [deadline, clock.timers])
    expect(await run).toEqual([Number.POSITIVE_INFINITY, 0])
  })

  test('a finished attempt leaves no listener, and its timer is gone when it would have fired', async () => {
    const clock = new VirtualClock()
    const { signal } = new AbortController()
    let listeners = 0
    signal.addEventListener = () => void listeners++
    signal.removeEventListener = () => void listeners--
    await pipeline('p', [timeout(50)], { clock }).run(() => 1, { signal })
    await clock.advance(50)
    expect([clock.timers, listeners]).toEqual([0, 0])
  })

  test('a signal that has fired already starts nothing', async () => {
    let calls = 0
    const signal = AbortSignal.abort(new Error('left'))
    await expect(pipeline('p', []).run(() => void calls++, { signal })).rejects.toMatchObject({
      code: 'WT_ABORTED',
      cause: { message: 'left' },
    })
    expect(calls).toBe(0)
  })
})

describe('retry around breaker', () => {
  const guarded = (retryIf?: (error: unknown) => boolean) => {
    const clock = new VirtualClock()
    const given = { clock, random: () => 0.5 }
    const breaker = circuitBreaker({ name: 'cards', minimumCalls: 2, openMs: 1000 }, given)
    const backoff = constant(100)
    const again = retry({ maxRetries: 20, backoff, ...(retryIf && { retryIf }) })
    return { clock, breaker, guarded: pipeline('p', [again, breaker], given) }
  }

  test('each attempt counts; once the circuit opens, the last real error is the answer', async () => {
    const { clock, breaker, guarded: pay } = guarded()
    let calls = 0
    const work = async () => {
      throw new Error(`call ${++calls}`)
    }
    const run = pay.run(work).catch((error) => error)
    await clock.advance(5000)
    expect(await run).toMatchObject({ message: 'call 2' })
    expect(calls).toBe(2)
    expect(breaker.snapshot().rejected).toBe(1)
  })

  test('a refusal with nothing before it says when to ask again', async () => {
    const { breaker, guarded: pay } = guarded()
    setMode(breaker, 'forced open')
    await expect(pay.run(() => 1)).rejects.toMatchObject({
      code: 'WT_BREAKER_OPEN',
      facts: { name: 'cards', retryAfterMs: 1000 },
    })
  })

  test('a refusal is retried when asked for, until the circuit lets it through', async () => {
    const { clock, breaker, guarded: pay } = guarded(() => true)
    breaker.acquire().failure()
    breaker.acquire().failure()
    const run = pay.run(({ attempt }) => attempt)
    await clock.advance(2000)
    expect(await run).toBe(11)
  })

  test('a timeout is a failure of the callee', async () => {
    const { clock, breaker } = guarded()
    const run = pipeline('p', [breaker, timeout(10)], { clock }).run(forever)
    const ended = expect(run).rejects.toMatchObject({ code: 'WT_TIMEOUT' })
    await clock.advance(10)
    await ended
    expect(breaker.snapshot().window.failures).toBe(1)
  })

  test('one classifier decides for breaker and retry: an ignored error is not retried', async () => {
    const { clock, breaker } = guarded()
    let calls = 0
    const ask = pipeline('p', [retry(), breaker], { clock, classify: () => 'ignored' })
    await expect(
      ask.run(() => {
        calls++
        throw new Error('not found')
      }),
    ).rejects.toThrow('not found')
    expect(calls).toBe(1)
    expect(breaker.snapshot().window.calls).toBe(0)
  })
})

test('limits that make no sense are refused by name', () => {
  expect(() => timeout(0)).toThrow('timeout: ms is 0, and must be above 0')
  expect(() => deadline(Number.NaN)).toThrow('deadline: ms is NaN')
  expect(() => timeout(1, { mod: 'abandon' } as never)).toThrow(
    "mod is 'abandon', and must be left out",
  )
})
