import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TimerWheel, type Waiting } from './timer-wheel.ts'
import { VirtualClock } from './virtual-clock.ts'

const step = fc.oneof(
  fc.record({
    add: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 20_000 })),
  }),
  fc.record({ remove: fc.nat() }),
  fc.record({
    advance: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 9_000 })),
  }),
)

test('each wait ends at its time unless it was taken out, on one timer, which is gone in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new VirtualClock()
      const wheel = new TimerWheel(clock)
      const out: Waiting[] = []
      const wrong: string[] = []
      for (const each of steps) {
        if ('add' in each) {
          const waiting: Waiting = {
            deadline: clock.now() + each.add,
            slot: -1,
            before: undefined,
            behind: undefined,
            expire() {
              if (clock.now() !== waiting.deadline)
                wrong.push(`${waiting.deadline} at ${clock.now()}`)
              out.splice(out.indexOf(waiting), 1)
            },
          }
          wheel.add(waiting)
          out.push(waiting)
        } else if ('remove' in each) {
          const [gone] = out.splice(each.remove % (out.length || 1), 1)
          if (gone !== undefined) wheel.remove(gone)
        } else await clock.advance(each.advance)
        expect(clock.timers).toBeLessThanOrEqual(1)
      }
      await clock.advance(30_000)
      expect({ wrong, left: out.length, timers: clock.timers }).toEqual({
        wrong: [],
        left: 0,
        timers: 0,
      })
    }),
    { numRuns: 30 },
  )
})
