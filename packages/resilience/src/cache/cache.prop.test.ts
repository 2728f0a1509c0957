import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cache } from './cache.ts'

const step = fc.oneof(
  fc.record({ ask: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ land: fc.nat(), ok: fc.boolean() }),
  fc.record({ leave: fc.nat() }),
  fc.record({ pass: fc.integer({ min: 0, max: 80 }) }),
)

test('one key has one call at a time, every caller an answer, and none is older than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      let now = 0
      const clock = { now: () => now, after: () => ({ cancel() {} }) }
      const options = { name: 'c', key: (k: string) => k, ttlMs: 100, maxEntries: 2 }
      const kept = cache({ ...options, staleIfErrorMs: 50 }, { clock })
      const flights: { key: string; end: (ok: boolean) => void; signal?: AbortSignal }[] = []
      const callers: AbortController[] = []
      let asked = 0
      let answered = 0
      const next = (key: string) => (limits?: { signal?: AbortSignal }) =>
        new Promise<number>((resolve, reject) => {
          const live = flights.filter((one) => one.key === key && !one.signal?.aborted)
          expect(live).toEqual([])
          const end = (ok: boolean) => (ok ? resolve(now) : reject(new Error('down')))
          flights.push({ key, end, ...limits })
        })
      for (const one of steps) {
        if ('ask' in one) {
          asked++
          const controller = new AbortController()
          callers.push(controller)
          const call = { context: one.ask, signal: controller.signal }
          kept.run(next(one.ask), call).then(
            (storedAt) => {
              answered++
              expect(now - storedAt).toBeLessThan(150)
            },
            () => answered++,
          )
        } else if ('land' in one)
          flights.splice(one.land % (flights.length || 1), 1)[0]?.end(one.ok)
        else if ('leave' in one) callers[one.leave % (callers.length || 1)]?.abort()
        else now += one.pass
        await settled()
        expect(kept.snapshot().entries).toBeLessThanOrEqual(2)
      }
      for (const controller of callers) controller.abort()
      await settled()
      expect(answered).toBe(asked)
    }),
  )
})

const settled = async () => {
  for (let i = 0; i < 12; i++) await Promise.resolve()
}
