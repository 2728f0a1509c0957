import { type Ports, reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { traffic } from './traffic.ts'

async function whileWatched(
  script: (made: ReturnType<typeof traffic>, ports: Ports, asked: () => number) => Promise<void>,
  status = 200,
) {
  const world = new VirtualWorld({ seed: 3 })
  const given = Promise.withResolvers<Ports>()
  let asked = 0
  await world.host('edge', async (ports) => {
    await ports.transport.serve('edge', async () => {
      asked++
      return reply(status, {})
    })
    given.resolve(ports)
  })
  await world.run(async () => {
    const ports = await given.promise
    const made = traffic(ports, { paused: false, perMinute: 60 })
    const task = ports.spawn('traffic', (signal) => made.run(signal))
    await script(made, ports, () => asked)
    await task.stop()
  }, 3_600_000)
  await world.stop()
}
const never = new AbortController().signal

test('about as many pages a minute as it was told, and another pace when it is told so', () =>
  whileWatched(async (made, { clock }, asked) => {
    await clock.sleep(600_000, never)
    expect(asked()).toBeGreaterThan(500)
    expect(asked()).toBeLessThan(700)
    const before = asked()
    made.set({ perMinute: 600 })
    await clock.sleep(60_000, never)
    expect(asked() - before).toBeGreaterThan(400)
  }))

test('none while it is paused', () =>
  whileWatched(async (made, { clock }, asked) => {
    made.set({ paused: true })
    await clock.sleep(5_000, never)
    const then = asked()
    await clock.sleep(60_000, never)
    expect(asked()).toBe(then)
    expect(made.snapshot()).toMatchObject({ paused: true, perMinute: 60 })
  }))

test('a page that fails is counted, and told', () =>
  whileWatched(async (made, { clock }) => {
    await clock.sleep(60_000, never)
    expect(made.snapshot()).toMatchObject({ pages: 0, failing: 'the home page answered 503' })
  }, 503))
