import fc from 'fast-check'
import { expect, test } from 'vitest'
import { circuitBreaker } from '../index.ts'
import type { Permit } from './permit.ts'

const ramp = [1, 2, 4]
const event = fc.oneof(
  fc.record({ kind: fc.constant('call' as const) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 700 }) }),
  fc.record({
    kind: fc.constantFrom('success', 'failure', 'slow', 'ignored'),
    which: fc.nat(),
  }),
)

test('in any order of calls, waits and results: probes keep to the ramp, and no circuit stays shut out', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), (events) => {
      let now = 0
      const clock = { now: () => now, after: () => ({ cancel() {} }) }
      const breaker = circuitBreaker(
        { name: 'b', window: { ms: 1000 }, minimumCalls: 3, openMs: 100, probeMaxMs: 300, ramp },
        { clock, random: () => 0.5 },
      )
      const out: Permit[] = []
      for (const event of events) {
        if (event.kind === 'wait') now += event.ms
        else if (event.kind === 'call') {
          const expected = breaker.retryAfterMs() === 0
          const permit = breaker.tryAcquire()
          expect(permit !== undefined).toBe(expected)
          if (permit !== undefined) out.push(permit)
        } else out.splice(event.which % (out.length || 1), 1)[0]?.[event.kind]()
        const { state, probes, window, retryAfterMs } = breaker.snapshot()
        expect(retryAfterMs).toBeGreaterThanOrEqual(0)
        expect(window.failures).toBeLessThanOrEqual(window.calls)
        if (state === 'half-open') {
          expect(probes?.permits).toBe(ramp[(probes?.step ?? 0) - 1])
          expect((probes?.pending ?? 0) + (probes?.done ?? 0)).toBeLessThanOrEqual(
            probes?.permits ?? 0,
          )
        }
      }
      // however it was left, waiting long enough lets calls through again
      now += 200_000
      for (let i = 0; i < 7; i++) breaker.acquire().success()
      expect(breaker.snapshot().state).toBe('closed')
    }),
  )
})
