import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { adaptiveLimit } from './adaptive-limit/adaptive-limit.ts'
import { gradient } from './adaptive-limit/gradient.ts'
import { cache } from './cache/index.ts'
import { hedge } from './hedge/index.ts'
import {
  bulkhead,
  circuitBreaker,
  constant,
  deadline,
  exponential,
  fallback,
  pipeline,
  retry,
  timeout,
} from './index.ts'
import { rateLimiter } from './rate-limiter/index.ts'
import { retryBudget } from './retry-budget/index.ts'
import { readings } from './telemetry/instruments.ts'
import { throttle } from './throttle/index.ts'
import { VirtualClock } from './virtual-clock.ts'

type Act = () => unknown
/** What is done at each moment; it answers with what the page says of it. */
type Timeline = (clock: VirtualClock) => readonly (readonly [at: number, act: Act])[]

const never = () => new Promise<never>(() => {})
const down = () => Promise.reject(new Error('down'))
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const heard: { text: string } = { text: '' }
/** How a run ends, once it has. */
const hear = (run: Promise<unknown>) => {
  heard.text = ''
  const note = (text: unknown) => {
    heard.text = String(text)
  }
  run.then(note, ({ code, message }) => note(code ?? message))
}

const timelines: Readonly<Record<string, Timeline>> = {
  'circuit-breaker': (clock) => {
    const options = { window: { calls: 10 }, minimumCalls: 5, openMs: 1000, openJitter: 0 }
    const breaker = circuitBreaker({ name: 'b', ...options, ramp: [1, 2] }, { clock })
    const succeed = (count: number) => times(count, () => breaker.acquire().success())
    const fail = (count: number) => times(count, () => breaker.acquire().failure())
    const seen = () => {
      const { state, window, retryAfterMs, probes } = breaker.snapshot()
      if (state === 'open') return `open for ${retryAfterMs} ms`
      if (probes !== undefined) return `half-open, step ${probes.step} of ${probes.steps}`
      return `${state}, ${window.failures} of ${window.calls} failed`
    }
    let probe: { failure(): void } | undefined
    return [
      [0, () => succeed(3) && seen()],
      [100, () => fail(2) && seen()],
      [200, () => fail(1) && seen()],
      [1100, () => breaker.tryAcquire() ?? `refused, again in ${breaker.retryAfterMs()} ms`],
      [
        1200,
        () => {
          probe = breaker.acquire()
          const before = breaker.snapshot().rejected
          breaker.tryAcquire()
          const { state, rejected } = breaker.snapshot()
          return `${state}, ${rejected - before} refused`
        },
      ],
      [1300, () => probe?.failure() ?? seen()],
      [3300, () => succeed(1) && seen()],
      [3400, () => succeed(2) && seen()],
      [3500, () => fail(1) && seen()],
    ]
  },

  retry: (clock) => {
    const backoff = exponential({ jitter: 0 })
    const ask = pipeline('ask', [deadline(800), retry({ maxRetries: 5, backoff })], { clock })
    let running = 0
    const work = ({ attempt }: { attempt: number }) => {
      running = attempt
      return new Promise<never>((_, reject) =>
        clock.after(50, () => {
          running = 0
          reject(new Error(`error of attempt ${attempt}`))
        }),
      )
    }
    const seen = () =>
      heard.text !== ''
        ? `rejects with the ${heard.text}`
        : running > 0
          ? `attempt ${running} runs`
          : 'waits'
    return [
      [0, () => hear(ask.run(work)) ?? seen()],
      ...[50, 150, 200, 400, 450].map((at) => [at, seen] as const),
    ]
  },

  'retry-budget': (clock) => {
    const options = { ratio: 0.2, perSecond: 1, concurrencyFloor: 3 }
    const budget = retryBudget({ name: 'b', ...options }, { clock })
    const pays = () => `pays for ${budget.snapshot().balance}`
    const counted = () => {
      const { granted, refused } = budget.snapshot()
      return `${granted} granted, ${refused} refused, ${pays()}`
    }
    return [
      [0, pays],
      [0, () => times(20, () => budget.deposit()) && pays()],
      [500, () => times(20, () => budget.tryWithdraw()) && counted()],
      [
        600,
        () =>
          times(4, () => budget.endExtra()) && times(3, () => budget.tryWithdraw()) && counted(),
      ],
      [9_900, pays],
      [10_000, pays],
    ]
  },

  'timeout-and-deadline': (clock) => {
    const policies = [deadline(800), retry({ backoff: constant(100) }), timeout(400)]
    const ask = pipeline('ask', policies, { clock })
    let said = ''
    let signal: AbortSignal | undefined
    const run = () =>
      hear(
        ask.run((call) => {
          signal = call.signal
          said = `attempt ${call.attempt} has ${call.remaining()} ms`
          return never()
        }),
      )
    return [
      [0, () => run() ?? said],
      [400, () => `its signal fired with ${signal?.reason.code}`],
      [500, () => said],
      [800, () => `rejects with ${heard.text}`],
    ]
  },

  bulkhead: (clock) => {
    const options = { maxConcurrent: 2, maxQueue: 2, maxWaitMs: 100 }
    const places = bulkhead({ name: 'p', ...options }, { clock })
    const ends: (() => void)[] = []
    const call = () =>
      void places.run(() => new Promise<void>((end) => ends.push(end))).catch(() => {})
    const seen = () => {
      const { running, waiting, rejected } = places.snapshot()
      return `${running} running, ${waiting} waiting, ${rejected} refused`
    }
    const settled = async (act: Act) => {
      act()
      await clock.advance(0)
      return seen()
    }
    return [
      [0, () => settled(() => times(3, call))],
      [10, () => settled(() => times(2, call))],
      [40, () => settled(() => ends.shift()?.())],
      [110, seen],
      [120, () => settled(() => times(2, () => ends.shift()?.()))],
    ]
  },

  'adaptive-limit': (clock) => {
    const limit = adaptiveLimit({ name: 'l', limit: gradient({ initial: 20 }) }, { clock })
    /** Takes all that it lets through, again and again; each call takes so long. */
    const load = async (ms: number, until: number) => {
      while (clock.now() < until) {
        const permits = times(limit.snapshot().limit, () => limit.tryAcquire())
        await clock.advance(ms)
        for (const permit of permits) permit?.record('success', ms)
      }
      const { baselineMs } = limit.snapshot().learnt as { baselineMs: number }
      return `limit ${limit.snapshot().limit}, baseline ${Math.round(baselineMs)} ms`
    }
    return [
      [0, () => load(20, 0)],
      [0, () => load(20, 120)],
      [120, () => load(40, 280)],
      [280, () => load(100, 480)],
      [480, () => load(30, 660)],
    ]
  },

  'rate-limiter': (clock) => {
    const rate = rateLimiter({ name: 'r', limit: 10, burst: 3, maxWaitMs: 150 }, { clock })
    let begun = 0
    let asked = 0
    const seen = () => `${begun} run, ${asked - begun} wait${asked - begun === 1 ? 's' : ''}`
    const call = () => {
      asked++
      hear(rate.run(() => void begun++).then(() => ''))
    }
    const settled = async (act: Act) => {
      act()
      await clock.advance(0)
      return seen()
    }
    const refused = async () => {
      const { facts } = await rate.run(() => {}).catch((error) => error)
      return `refused, again in ${facts.retryAfterMs} ms`
    }
    const available = () => `${rate.snapshot().available} at once`
    return [
      [0, () => settled(() => times(3, call))],
      [0, () => settled(call)],
      [0, refused],
      [100, seen],
      [350, available],
      [400, available],
    ]
  },

  throttle: (clock) => {
    const share = throttle({ name: 't' }, { clock, random: () => 0.999 })
    const call = (count: number, outcome: 'success' | 'failure') => {
      times(count, () => share.tryAcquire()?.record(outcome, 1))
      return `refuses ${(100 * share.snapshot().refusal).toFixed(1)} %`
    }
    return [
      [0, () => call(100, 'success')],
      [1_000, () => call(100, 'failure')],
      [2_000, () => call(50, 'failure')],
      [3_000, () => call(750, 'failure')],
      [4_000, () => call(1_500, 'failure')],
      [120_000, () => call(0, 'success')],
    ]
  },

  hedge: (clock) => {
    const twice = hedge({ name: 'h', delay: { ms: 50 } }, { clock })
    const running = new Map<number, { end(value: string): void; fail(error: Error): void }>()
    let attempts = 0
    const next = ({ signal }: { signal?: AbortSignal } = {}) =>
      new Promise<string>((resolve, reject) => {
        const number = ++attempts
        running.set(number, { end: resolve, fail: reject })
        signal?.addEventListener('abort', () => void running.delete(number))
      })
    const call = () => {
      attempts = 0
      hear(twice.run(next))
    }
    const seen = async () => {
      await clock.advance(0)
      const runs = `${running.size} attempt${running.size === 1 ? ' runs' : 's run'}`
      return heard.text === '' ? runs : `${heard.text}, ${runs}`
    }
    const end = (
      number: number,
      act: (attempt: { end(value: string): void; fail(error: Error): void }) => void,
    ) => {
      const attempt = running.get(number)
      running.delete(number)
      if (attempt) act(attempt)
      return seen()
    }
    return [
      [0, () => call() ?? seen()],
      [50, seen],
      [70, () => end(2, (it) => it.end('answered by attempt 2'))],
      [100, () => call() ?? seen()],
      [110, () => end(1, (it) => it.fail(new Error('rejects with the error of attempt 1')))],
      [130, () => end(2, (it) => it.fail(new Error('rejects with the error of attempt 2')))],
    ]
  },

  fallback: () => {
    const less = fallback({ name: 'f', value: 'less' })
    const call = async (work: () => Promise<string>) => {
      const answer = await less.run(work).catch(({ code }) => code)
      const { used, calls } = less.snapshot()
      return `${answer}, used ${used} of ${calls}`
    }
    return [
      [0, () => call(async () => 'more')],
      [10, () => call(down)],
      [
        20,
        () => call(() => Promise.reject(Object.assign(new Error('left'), { code: 'WT_ABORTED' }))),
      ],
    ]
  },

  cache: (clock) => {
    const spans = { ttlMs: 100, staleWhileRevalidateMs: 50, staleIfErrorMs: 1000 }
    const kept = cache({ name: 'c', key: () => 'k', ...spans }, { clock })
    let calls = 0
    const work = () =>
      new Promise<string>((resolve, reject) => {
        const number = ++calls
        const fail = () => reject(new Error('the error of the call'))
        clock.after(10, () => (number === 1 ? resolve('answer 1') : fail()))
      })
    const ask = () => kept.run(work).catch(({ message }) => message as string)
    const flights = () => {
      const { flights } = kept.snapshot()
      return `${flights} call${flights === 1 ? '' : 's'} under way`
    }
    let both: Promise<string[]> | undefined
    return [
      [
        0,
        async () => {
          both = Promise.all([ask(), ask()])
          await clock.advance(0)
          return flights()
        },
      ],
      [10, async () => (await both)?.join(', ')],
      [60, async () => `${await ask()}, ${flights()}`],
      [120, async () => `${await ask()}, ${flights()}`],
      [130, flights],
      [
        200,
        async () => {
          const answer = ask()
          await clock.advance(10)
          return `${await answer} instead of an error`
        },
      ],
      [
        1200,
        async () => {
          const answer = ask()
          await clock.advance(10)
          return answer
        },
      ],
    ]
  },

  pipeline: (clock) => {
    const cards = circuitBreaker({ name: 'c', window: { inARow: 2 } }, { clock })
    const policies = [deadline(1000), retry({ backoff: constant(100) }), cards, timeout(200)]
    const ask = pipeline('ask', policies, { clock })
    let latest = 0
    const run = () =>
      hear(
        ask.run(({ attempt }) => {
          latest = attempt
          return never()
        }),
      )
    const seen = () => `attempt ${latest}, circuit ${cards.snapshot().state}`
    const figures = () => {
      const { runs, attempts, refused } = ask.snapshot()
      return `${runs} run, ${attempts} attempts, ${refused} refused`
    }
    return [
      [0, () => run() ?? seen()],
      ...[200, 300, 500].map((at) => [at, seen] as const),
      [600, () => `rejects with ${heard.text}, ${figures()}`],
    ]
  },

  telemetry: (clock) => {
    const breaker = circuitBreaker({ name: 'b', minimumCalls: 4, openJitter: 0 }, { clock })
    const seen = () => {
      const points = readings([breaker]).map(({ metric, value, attributes }) => ({
        metric: metric.replace('watertight.resilience.circuit_breaker.', ''),
        value,
        attributes,
      }))
      const of = (name: string) => `${name} ${points.find(({ metric }) => metric === name)?.value}`
      const state = points.find(({ metric, value }) => metric === 'state' && value === 1)
      const success = points.find(({ attributes }) => attributes.outcome === 'success')
      return [
        state?.attributes.state,
        of('window.calls'),
        of('failure_rate'),
        `success ${success?.value}`,
        of('trips'),
      ].join(', ')
    }
    return [
      [
        0,
        () =>
          times(3, () => breaker.acquire().success()) && (breaker.acquire().failure() ?? seen()),
      ],
      [12_000, seen],
      [12_000, () => times(4, () => breaker.acquire().failure()) && seen()],
      [16_999, seen],
      [17_000, seen],
      [60_000, seen],
    ]
  },
}

/** The rows of the table under the heading Timeline: the moment, and the last column without its emphasis. */
function told(page: string): (readonly [string, string])[] {
  const text = readFileSync(new URL(page, import.meta.url), 'utf8')
  const [, section = ''] = text.split(/^#+ Timeline$/m)
  const [rows = ''] = section.split(/^#/m)
  return [...rows.matchAll(/^\| ([\d_]+) \|.*\| ([^|]+) \|$/gm)].map(
    ([, at = '', then = '']) => [at.replaceAll('_', ''), then.replace(/[*`]/g, '').trim()] as const,
  )
}

test.each([
  ...Object.keys(timelines).map((name) => [name, `../docs/${name}.md`] as const),
  ['circuit-breaker', '../README.md'] as const,
])('the timeline of %s happens as %s tells it', async (name, page) => {
  const clock = new VirtualClock()
  const happened: (readonly [string, unknown])[] = []
  for (const [at, act] of (timelines[name] as Timeline)(clock)) {
    await clock.advance(Math.max(0, at - clock.now()))
    happened.push([String(at), await act()])
  }
  expect(happened).toEqual(told(page))
})
