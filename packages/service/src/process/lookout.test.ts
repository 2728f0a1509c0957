import type { Clock } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { inWorld } from '../test-kit/world.ts'
import { lookout } from './lookout.ts'

const forever = new AbortController().signal

describe('a lookout', () => {
  it('looks at the start, when its time has come and when it is nudged, and not otherwise', () =>
    inWorld(async (ports) => {
      const looks: number[] = []
      const owner = new AbortController()
      const waits = [1_000, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
      const one = lookout(
        'test',
        async () => {
          looks.push(ports.clock.now())
          return waits.shift() ?? 0
        },
        ports,
      )
      const done = one.run(owner.signal)
      await ports.clock.sleep(300_000, forever)
      one.nudge()
      await ports.clock.sleep(1, forever)
      owner.abort()
      await done
      expect(looks).toEqual([0, 1_000, 300_000])
    }))

  it('looks again after a nudge that came while it looked', () =>
    inWorld(async (ports) => {
      let looks = 0
      const owner = new AbortController()
      const one = lookout(
        'test',
        async () => {
          if (++looks === 1) one.nudge()
          return Number.POSITIVE_INFINITY
        },
        ports,
      )
      const done = one.run(owner.signal)
      await ports.clock.sleep(1, forever)
      owner.abort()
      await done
      expect(looks).toBe(2)
    }))

  it('looks again after a failure, and every hour where the calendar may have been set', () =>
    inWorld(async (ports) => {
      const looks: number[] = []
      const told: string[] = []
      const owner = new AbortController()
      // a world whose hours are 36 seconds
      const clock: Clock = {
        ...ports.clock,
        after: (ms, task) => ports.clock.after(ms / 100, task),
      }
      const one = lookout(
        'reading',
        async () => {
          looks.push(clock.now() * 100)
          if (looks.length === 1) throw new Error('disk I/O error')
          return 9_000_000
        },
        { clock, log: (_, message) => told.push(message) },
      )
      const done = one.run(owner.signal)
      await ports.clock.sleep(40_000, forever)
      owner.abort()
      await done
      expect(looks).toEqual([0, 5_000, 3_605_000])
      expect(told).toEqual(['reading failed and is tried again'])
    }))
})
