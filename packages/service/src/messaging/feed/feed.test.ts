import { lines, type Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../../host.ts'
import { Office } from '../../test-kit/tickets.ts'
import { asking, inWorld, until } from '../../test-kit/world.ts'
import type { PublishedEvent, PublishedMark } from '../cloud-event.ts'

/** Reads a feed until it has as many lines, then leaves. */
async function read(ports: Ports, after: number, count: number) {
  const { clock, transport } = ports
  const feed = await transport.open({
    to: 'office',
    method: 'GET',
    path: `/feed?after=${after}`,
    deadline: clock.now() + 1_000,
    idleMs: 10_000,
  })
  const seen: (PublishedEvent | PublishedMark)[] = []
  for await (const line of lines(feed.body)) {
    seen.push(JSON.parse(line))
    if (seen.length === count) break
  }
  return seen
}

describe('a feed of published events', () => {
  it('is CloudEvents in the published words, each with its place and the one before', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await ask('POST', '/seat/7/return-seat', {})
      await ask('POST', '/seat/8/sell-seat', { buyer: 'bob' })
      const [first, second] = await read(ports, 0, 2)
      expect(first).toMatchObject({
        specversion: '1.0',
        source: 'office',
        type: 'tickets.SeatSold.v1',
        subject: '7',
        data: { buyer: 'ann' },
        position: 1,
        previous: 0,
      })
      expect(second).toMatchObject({ subject: '8', position: 3, previous: 1 })
      expect(Object.keys((first as PublishedEvent).data as object)).toEqual(['buyer'])
    }))

  it('goes on after any position, with what comes later, without a gap and without a repeat', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      for (let seat = 1; seat <= 5; seat++)
        await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' })
      const reading = read(ports, 2, 6)
      for (let seat = 6; seat <= 8; seat++)
        await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' })
      expect((await reading).map(({ position }) => position)).toEqual([3, 4, 5, 6, 7, 8])
    }))

  it('tells how far it has looked where nothing was published', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'nobody' })
      await ask('POST', '/seat/7/return-seat', {})
      expect(await read(ports, 0, 1)).toEqual([{ position: 2 }])
    }))

  it('beats while it is silent, so that a lost connection is noticed', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const { clock, transport } = ports
      const feed = await transport.open({
        to: 'office',
        method: 'GET',
        path: '/feed?after=0',
        deadline: clock.now() + 1_000,
        idleMs: 5_000,
      })
      const chunks: unknown[] = []
      for await (const chunk of feed.body) if (chunks.push(chunk) === 4) break
      expect(chunks).toEqual(['\n', '\n', '\n', '\n'])
    }))

  it('refuses a reader that has heard more than there is', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const answer = await asking(ports, 'office')('GET', '/feed?after=7')
      expect(answer).toMatchObject({ status: 409, body: { code: 'WT_POSITION_AHEAD' } })
    }))

  it('ends at the server when the reader leaves', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await read(ports, 0, 1)
      // closing waits for subscriptions: it would hang on one that nobody ended
      await until(ports, () => true)
      await store.close()
    }))
})
