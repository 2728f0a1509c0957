import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Permit } from '../policy.ts'
import { type Bulkhead, bulkhead } from './bulkhead.ts'
import type { Answer } from './waiting-call.ts'

/** A clock of its own, with timers that fire in order, at once when told: ten thousand calls leave no time for turns of the loop. */
function steppedClock() {
  let now = 0
  const timers: { due: number; task: () => void }[] = []
  return {
    now: () => now,
    after(ms: number, task: () => void) {
      const timer = { due: now + ms, task }
      timers.push(timer)
      return { cancel: () => void timers.splice(timers.indexOf(timer) >>> 0, 1) }
    },
    pass(ms: number) {
      now += ms
      for (const timer of timers.filter(({ due }) => due <= now)) {
        timers.splice(timers.indexOf(timer), 1)
        timer.task()
      }
    },
  }
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ask: fc.option(fc.integer({ min: 1, max: 80 })) }) },
  { weight: 4, arbitrary: fc.record({ end: fc.nat(), by: fc.constantFrom('success', 'failure') }) },
  { weight: 2, arbitrary: fc.record({ abort: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 60 }) }) },
)

test('no place is lost or made up over 10,000 mixed ends, aborts, waits too long and deadlines', async () => {
  let steps = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 200, maxLength: 400, size: 'max' }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 6 }),
      async (all, maxConcurrent, maxQueue) => {
        const clock = steppedClock()
        const options = { name: 'b', maxConcurrent, maxQueue, maxWaitMs: 50 }
        const cards = bulkhead(options, { clock })
        const running: Permit[] = []
        const waiting: { controller: AbortController; asked: number }[] = []
        let answered = 0
        let asked = 0
        for (const one of all) {
          steps++
          if ('ask' in one) {
            asked++
            const controller = new AbortController()
            const deadline = one.ask === null ? Number.POSITIVE_INFINITY : clock.now() + one.ask
            const entry = { controller, asked }
            const hear = (answer: Answer) => {
              answered++
              const at = waiting.indexOf(entry)
              if (at >= 0) waiting.splice(at, 1)
              if (!('record' in answer)) return
              expect(clock.now()).toBeLessThan(deadline)
              running.push(answer)
            }
            const { signal } = controller
            const answer = cards.admit({ now: clock.now(), deadline, signal, attempt: 1 })
            if (answer instanceof Promise) {
              waiting.push(entry)
              void answer.then(hear)
            } else hear(answer)
          } else if ('end' in one) {
            const [permit] = running.splice(one.end % (running.length || 1), 1)
            permit?.record(one.by as 'success', 1)
          } else if ('abort' in one) waiting[one.abort % (waiting.length || 1)]?.controller.abort()
          else clock.pass(one.pass)
          await settled()
          agree(cards, running, waiting, options)
        }
        for (let permit = running.pop(); permit !== undefined; permit = running.pop()) {
          permit.record('ignored', 0)
          await settled()
        }
        expect(answered).toBe(asked)
        expect(cards.snapshot()).toMatchObject({ running: 0, waiting: 0 })
      },
    ),
    { numRuns: 50, seed: 7 },
  )
  expect(steps).toBeGreaterThan(10_000)
})

/** All promises that were settled have been heard. */
const settled = async () => {
  for (let i = 0; i < 3; i++) await Promise.resolve()
}

function agree(
  cards: Bulkhead,
  running: readonly unknown[],
  waiting: readonly unknown[],
  { maxConcurrent, maxQueue }: { maxConcurrent: number; maxQueue: number },
): void {
  const seen = cards.snapshot()
  expect([seen.running, seen.waiting]).toEqual([running.length, waiting.length])
  expect(seen.running).toBeLessThanOrEqual(maxConcurrent)
  expect(seen.waiting).toBeLessThanOrEqual(maxQueue)
  // work conserving: nobody waits beside a free place
  if (seen.waiting > 0) expect(seen.running).toBe(maxConcurrent)
}
