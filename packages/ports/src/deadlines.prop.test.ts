import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Deadlines, Expiring, type Timer } from './index.ts'

const tickMs = 8

/** Time that is set by hand; at most one timer is ever armed. */
class HandClock {
  time: number
  #armed: { due: number; task: () => void } | undefined
  arms = 0

  constructor(time: number) {
    this.time = time
  }
  now() {
    return this.time
  }
  after(ms: number, task: () => void): Timer {
    expect(this.#armed).toBeUndefined()
    const armed = { due: this.time + ms, task }
    this.#armed = armed
    this.arms++
    return {
      cancel: () => {
        if (this.#armed === armed) this.#armed = undefined
      },
    }
  }
  /** Moves on, firing the timer at its time and `lateMs` later. */
  to(time: number, lateMs = 0) {
    while (this.#armed !== undefined && this.#armed.due <= time) {
      const { due, task } = this.#armed
      this.time = Math.max(this.time, due + lateMs)
      this.#armed = undefined
      task()
    }
    this.time = Math.max(this.time, time)
  }
  get idle() {
    return this.#armed === undefined
  }
}

class Entry extends Expiring {
  readonly #clock: HandClock
  readonly expiredAt: number[] = []
  constructor(clock: HandClock) {
    super()
    this.#clock = clock
  }
  expire() {
    this.expiredAt.push(this.#clock.time)
  }
}

const wheelOn = (clock: HandClock) => new Deadlines(clock)

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      ms: fc.double({ min: -10, max: 20_000, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), which: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('later' as const),
      which: fc.nat(50),
      ms: fc.double({ min: 0, max: 9000, noNaN: true }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.double({ min: 0, max: 6000, noNaN: true }),
    }),
  },
)

test('every deadline expires once, never early, at most a tick late, and none that was removed', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.array(step, { maxLength: 60 }),
      (start, steps) => {
        const clock = new HandClock(start)
        const wheel = wheelOn(clock)
        const entries: { entry: Entry; removed: boolean; from: number }[] = []
        const waiting = () =>
          entries.filter((one) => !one.removed && one.entry.expiredAt.length === 0)
        for (const one of steps) {
          if (one.do === 'add') {
            const entry = new Entry(clock)
            entry.due = clock.time + one.ms
            entries.push({ entry, removed: false, from: clock.time })
            wheel.add(entry)
          } else if (one.do === 'wait') clock.to(clock.time + one.ms)
          else {
            const open = waiting()
            const picked = open[one.which % Math.max(1, open.length)]
            if (picked === undefined) continue
            if (one.do === 'later') picked.entry.due += one.ms
            else {
              wheel.remove(picked.entry)
              picked.removed = true
            }
          }
        }
        clock.to(clock.time + 120_000)
        for (const { entry, removed, from } of entries) {
          if (removed) expect(entry.expiredAt).toEqual([])
          else {
            expect(entry.expiredAt).toHaveLength(1)
            const at = entry.expiredAt[0] as number
            expect(at).toBeGreaterThanOrEqual(entry.due)
            expect(at).toBeLessThanOrEqual(Math.max(entry.due, from) + tickMs)
          }
        }
        expect(clock.idle).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})

test('a timer that fires late misses nothing, however many turns of the wheel it slept', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 30_000, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 20_000, noNaN: true }),
      (due, lateMs) => {
        const clock = new HandClock(1000)
        const wheel = wheelOn(clock)
        const entries = due.map((ms) => {
          const entry = new Entry(clock)
          entry.due = clock.time + ms
          wheel.add(entry)
          return entry
        })
        clock.to(clock.time + 30_100, lateMs)
        // the last look of a late timer comes in the turn after
        clock.to(clock.time + 30_100)
        for (const entry of entries) {
          expect(entry.expiredAt).toHaveLength(1)
          expect(entry.expiredAt[0]).toBeGreaterThanOrEqual(entry.due)
        }
      },
    ),
  )
})

test('after the process stood still, what is heard in the next turn is not late', () => {
  const clock = new HandClock(0)
  const wheel = wheelOn(clock)
  const [heard, silent] = [new Entry(clock), new Entry(clock)]
  for (const entry of [heard, silent]) {
    entry.due = 100
    wheel.add(entry)
  }
  clock.to(104, 50)
  expect(silent.expiredAt).toEqual([])
  wheel.remove(heard)
  clock.to(200)
  expect(heard.expiredAt).toEqual([])
  expect(silent.expiredAt).toEqual([154])
})

test('a thousand deadlines arm few timers, and a stopped wheel none', () => {
  const clock = new HandClock(0)
  const wheel = wheelOn(clock)
  const entries = Array.from({ length: 1000 }, () => new Entry(clock))
  for (const entry of entries) {
    entry.due = 2000
    wheel.add(entry)
  }
  expect(clock.arms).toBe(1)
  for (const entry of entries) wheel.remove(entry)
  clock.to(10_000)
  expect(clock.idle).toBe(true)
  expect(entries.every((entry) => entry.expiredAt.length === 0)).toBe(true)
  wheel.stop()
  wheel.add(entries[0] as Entry)
  expect(clock.idle).toBe(true)
})

test('an entry may watch again, or remove others, while it expires', () => {
  const clock = new HandClock(0)
  const wheel = wheelOn(clock)
  const victim = new Entry(clock)
  let runs = 0
  class Again extends Expiring {
    expire() {
      wheel.remove(victim)
      if (++runs === 3) return
      this.due = clock.time + 5000
      wheel.add(this)
    }
  }
  const again = new Again()
  again.due = 100
  victim.due = 100
  wheel.add(again)
  wheel.add(victim)
  clock.to(20_000)
  expect(runs).toBe(3)
  expect(victim.expiredAt).toEqual([])
})
