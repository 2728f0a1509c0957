import type { Timer } from '@watertight/ports'
import { expect, test } from 'vitest'
import type { Heartbeat } from '../wire/heartbeat.ts'
import { Registry } from './registry.ts'

/** A clock that is told what time it is. */
class HandClock {
  time = 0
  readonly #tasks = new Set<{ at: number; task: () => void }>()
  now = () => this.time
  after(ms: number, task: () => void): Timer {
    const entry = { at: this.time + ms, task }
    this.#tasks.add(entry)
    return { cancel: () => void this.#tasks.delete(entry) }
  }
  /** To this time in one step, as after a sleep of the whole machine. */
  jump(time: number): void {
    this.time = time
    for (const entry of [...this.#tasks])
      if (entry.at <= time && this.#tasks.delete(entry)) entry.task()
  }
  /** Bit by bit. */
  run(time: number): void {
    while (this.time < time) this.jump(Math.min(this.time + 8, time))
  }
}

const beat = (instance: string, number: number, more: Partial<Heartbeat> = {}): Heartbeat => ({
  instance,
  beat: number,
  host: 'films.example',
  port: 80,
  endpoint: { address: instance, port: 80, labels: {}, weight: 1 },
  ttlMs: 10_000,
  isLeaving: false,
  ...more,
})

function registry(most = 10) {
  const clock = new HandClock()
  const changes: string[] = []
  const own = new Registry(clock, most, (key, all) =>
    changes.push(`${key} ${all.map(({ address }) => address)}`),
  )
  return { clock, changes, own, there: () => own.registered().map(({ instance }) => instance) }
}

test('an instance is there for its time after the last heartbeat', () => {
  const { clock, own, there } = registry()
  own.hear(beat('a', 0))
  clock.run(9_000)
  own.hear(beat('a', 1))
  clock.run(18_990)
  expect(there()).toEqual(['a'])
  clock.run(19_020)
  expect(there()).toEqual([])
})

test('a heartbeat that comes late or twice changes nothing: goodbye is goodbye', () => {
  const { clock, own, changes, there } = registry()
  own.hear(beat('a', 0))
  clock.run(5_000)
  expect(own.hear(beat('a', 0))).toBe(true)
  own.hear(beat('a', 2, { isLeaving: true }))
  own.hear(beat('a', 1))
  own.hear(beat('a', 2, { isLeaving: true }))
  expect(there()).toEqual([])
  expect(changes).toEqual(['films.example:80 a', 'films.example:80 '])
  clock.run(40_000)
  expect(there()).toEqual([])
})

test('a goodbye that comes before everything else is one as well', () => {
  const { own, there } = registry()
  own.hear(beat('a', 3, { isLeaving: true }))
  own.hear(beat('a', 2))
  expect(there()).toEqual([])
})

test('an instance that moves or answers for another host is in one place', () => {
  const { own, changes } = registry()
  own.hear(beat('a', 0))
  own.hear(beat('a', 1, { port: 81 }))
  expect(changes).toEqual(['films.example:80 a', 'films.example:80 ', 'films.example:81 a'])
})

test('where the process itself stood still nobody is taken for gone', () => {
  const { clock, own, there } = registry()
  own.hear(beat('a', 0))
  own.hear(beat('b', 0))
  clock.jump(3_600_000)
  expect(there()).toEqual(['a', 'b'])
  own.hear(beat('a', 1))
  clock.run(3_611_000)
  expect(there()).toEqual([])
})

test('there is room for so many; those who have left count until they are forgotten', () => {
  const { clock, own } = registry(2)
  expect(own.hear(beat('a', 0))).toBe(true)
  expect(own.hear(beat('b', 0))).toBe(true)
  expect(own.hear(beat('c', 0))).toBe(false)
  expect(own.hear(beat('a', 1))).toBe(true)
  clock.run(10_100)
  expect(own.hear(beat('c', 1))).toBe(true)
})
