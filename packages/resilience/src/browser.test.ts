import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, test } from 'vitest'

/** The core as a bundler makes it for a browser. */
async function bundle(): Promise<Rolldown.OutputChunk> {
  const [built] = (await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'index.ts'), formats: ['iife'], name: 'resilience' },
    },
  })) as Rolldown.RolldownOutput[]
  const [chunk, ...others] = built?.output ?? []
  expect(others).toEqual([])
  return chunk as Rolldown.OutputChunk
}

let core: Rolldown.OutputChunk

beforeAll(async () => {
  core = await bundle()
})

test('the core bundles for a browser: it imports nothing, and nothing of Node', () => {
  expect([...core.imports, ...core.dynamicImports]).toEqual([])
  expect(core.code).not.toMatch(/node:|__vite-browser-external|\brequire\(/)
  expect(core.code).not.toMatch(/\b(process|Buffer|setImmediate)\b\./)
  const telemetry = Object.keys(core.modules).filter((path) => path.includes('telemetry'))
  expect(telemetry).toEqual([])
})

test('it runs where there is nothing but what a browser has', async () => {
  const { setTimeout, clearTimeout, setInterval, clearInterval, performance } = globalThis
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval, performance }
  const context = createContext({ ...timers, console, AbortController, AbortSignal })
  runInContext(`${core.code}\nglobalThis.resilience = resilience`, context)
  const ran = runInContext(
    `(async () => {
      const { bulkhead, circuitBreaker, constant, deadline, pipeline, retry, timeout } = resilience
      const cards = circuitBreaker({ name: 'cards', window: { inARow: 2 } })
      const pay = pipeline('pay', [
        deadline(5000),
        retry({ maxRetries: 5, backoff: constant(1) }),
        cards,
        timeout(1),
        bulkhead({ name: 'places' }),
      ])
      const late = await pay.tryRun(({ signal }) => new Promise(() => signal))
      const { state } = cards.snapshot()
      const other = pipeline('other', [circuitBreaker({ name: 'other' }), timeout(1000)])
      return { code: late.error.code, state, answer: await other.run(() => 'ok'), has: typeof process }
    })()`,
    context,
  )
  expect(await ran).toEqual({ code: 'WT_TIMEOUT', state: 'open', answer: 'ok', has: 'undefined' })
})
