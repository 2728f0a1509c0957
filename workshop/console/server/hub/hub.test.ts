import type { Ports } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { type Hub, hub } from './hub.ts'

/** A hub whose every look finds the next number, and whose watch takes so long to end. */
async function inWorld(
  script: (hub: Hub, ports: Ports, looks: () => number) => Promise<void>,
  endsInMs = 0,
) {
  const world = new VirtualWorld({ seed: 1 })
  const given = Promise.withResolvers<Ports>()
  await world.host('console', async (ports) => given.resolve(ports))
  await world.run(async () => {
    const ports = await given.promise
    let looks = 0
    async function* watch(signal: AbortSignal) {
      try {
        for (;;) {
          yield { n: ++looks }
          await ports.clock.sleep(500, signal)
        }
      } finally {
        await ports.clock.sleep(endsInMs, signal)
      }
    }
    const made = hub(ports, { watch })
    await script(made, ports, () => looks)
  })
  await world.stop()
}

/** Reads events of a browser until there are `count`. */
async function read(hub: Hub, count: number, lastId?: string) {
  const leave = new AbortController()
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId }
  const events: { event: string; id: string; entries: Record<string, unknown> }[] = []
  for await (const chunk of hub.stream({ headers, signal: leave.signal }).body) {
    const [, event, id, data] = /^event: (.*)\nid: (.*)\ndata: (.*)\n\n$/.exec(String(chunk)) ?? []
    if (event === undefined) continue
    events.push({ event, id: id ?? '', entries: JSON.parse(data ?? '').entries })
    if (events.length === count) break
  }
  return events
}

test('a browser that comes gets all, then what changes', () =>
  inWorld(async (hub) => {
    const events = await read(hub, 3)
    expect(events.map(({ event }) => event)).toEqual(['snapshot', 'change', 'change'])
    expect(events.map(({ entries }) => entries.n)).toEqual([1, 2, 3])
  }))

test('a browser whose connection broke goes on without a gap', () =>
  inWorld(async (hub, { clock }) => {
    const stay = read(hub, 12)
    const before = await read(hub, 3)
    await clock.sleep(2_000, new AbortController().signal)
    const after = await read(hub, 4, before.at(-1)?.id)
    expect(after.every(({ event }) => event === 'change')).toBe(true)
    const numbers = [...before, ...after].map(({ entries }) => Number(entries.n))
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] as number) + i))
    await stay
  }))

test('ids of another process, and of long ago, begin anew with a snapshot', () =>
  inWorld(async (hub) => {
    for (const id of ['other.1', 'nonsense', '.', `${(await read(hub, 1))[0]?.id}9999`])
      expect((await read(hub, 1, id))[0]?.event).toBe('snapshot')
  }))

test('nobody is asked while nobody watches, and however many watch, each round asks once', () =>
  inWorld(async (hub, { clock }, looks) => {
    const never = new AbortController().signal
    await clock.sleep(5_000, never)
    expect(looks()).toBe(0)
    await Promise.all(Array.from({ length: 10 }, () => read(hub, 4)))
    const then = looks()
    expect(then).toBeLessThanOrEqual(5)
    await clock.sleep(5_000, never)
    expect(looks()).toBeLessThanOrEqual(then + 1)
  }))

test('whoever comes while a watch ends begins another', () =>
  inWorld(async (hub, { clock }) => {
    const never = new AbortController().signal
    await read(hub, 1)
    await clock.sleep(800, never)
    const began = clock.now()
    const [first] = await read(hub, 1)
    const [, next] = await read(hub, 2)
    expect(Number(next?.entries.n)).toBeGreaterThan(Number(first?.entries.n))
    expect(clock.now() - began).toBeLessThan(2_000)
  }, 5_000))

test('what is published is told at once', () =>
  inWorld(async (hub, { clock }) => {
    const events = read(hub, 2)
    await clock.sleep(100, new AbortController().signal)
    hub.publish({ run: 'on' })
    expect((await events)[1]).toMatchObject({ event: 'change', entries: { run: 'on' } })
  }))
