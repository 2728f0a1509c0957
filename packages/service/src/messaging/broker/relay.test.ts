import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../../host.ts'
import { MemoryBroker } from '../../test-kit/memory-broker.ts'
import { Office, Printer } from '../../test-kit/tickets.ts'
import { asking, inWorld, until } from '../../test-kit/world.ts'
import { overBroker } from './over-broker.ts'

async function sold(ports: Ports, seats: number, from = 1) {
  const ask = asking(ports, 'office')
  for (let seat = from; seat < from + seats; seat++)
    await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' })
}
const relayOf = async (ports: Ports) => (await asking(ports, 'office')('GET', '/status')).body.relay
const stored = async (broker: MemoryBroker) => {
  const stream = await broker.open('office', { create: true })
  const { first, last } = await stream.ends()
  const texts: string[] = []
  for (let at = first; at <= last; at++) texts.push((await stream.at(at))?.text ?? '')
  return texts
}

describe('a relay', () => {
  it('says how far it has come, in status and in a metric', () =>
    inWorld(async (ports) => {
      const broker = new MemoryBroker()
      await host(ports, { context: Office, messaging: overBroker(broker) })
      await sold(ports, 3)
      await until(ports, async () => (await relayOf(ports)).position === 3)
      expect(await relayOf(ports)).toEqual({ by: 'memory', position: 3, connected: true })
      const { body } = await asking(ports, 'office')('GET', '/metrics')
      expect(body).toContain('watertight_relay_position 3')
    }))

  it('is not there where nothing is published, or others come and fetch it', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      expect(await relayOf(ports)).toBeUndefined()
    }))

  it('gives each message the place of the one before it, over restarts too', () =>
    inWorld(async (ports) => {
      const broker = new MemoryBroker()
      const messaging = overBroker(broker)
      const first = await host(ports, { context: Office, messaging })
      await sold(ports, 2)
      await asking(ports, 'office')('POST', '/seat/1/return-seat', {})
      await until(ports, async () => (await relayOf(ports)).position === 3)
      await first.stop()
      await host(ports, { context: Office, messaging })
      await sold(ports, 1, 3)
      await until(ports, async () => (await relayOf(ports)).position === 4)
      const places = (await stored(broker)).map((text) => {
        const { previous, position } = JSON.parse(text)
        return [previous, position]
      })
      expect(places).toEqual([
        [0, 1],
        [1, 2],
        [2, 4],
      ])
    }))

  it('stores again what the broker once had, though it still knows the ids', () =>
    inWorld(async (ports) => {
      const broker = new MemoryBroker()
      await host(ports, { context: Office, messaging: overBroker(broker) })
      await sold(ports, 3)
      await until(ports, async () => (await relayOf(ports)).position === 3)
      broker.purge()
      await broker.carrier.stop()
      await broker.carrier.start()
      await until(ports, async () => (await stored(broker)).length === 3)
      await sold(ports, 1, 4)
      await until(ports, async () => (await stored(broker)).length === 4)
    }))

  it('passes over what others have put into its stream', () =>
    inWorld(async (ports) => {
      const broker = new MemoryBroker()
      const messaging = overBroker(broker)
      await host(ports, { context: Office, messaging })
      await sold(ports, 1)
      await until(ports, async () => (await relayOf(ports)).position === 1)
      const stream = await broker.open('office', { create: true })
      expect(await stream.append('rubbish', { after: 1, type: 'x' })).toBe('stored')
      await sold(ports, 1, 2)
      const printer = await host(ports, { context: Printer, messaging })
      await until(ports, async () => (await printer.store.head()) === 2)
      const { body } = await asking(ports, 'printer')('GET', '/status')
      expect(body.feeds.office).toMatchObject({ malformed: 1, repeated: 0, parked: 0 })
    }))

  it('stands still and says why where the stream is of another log', () =>
    inWorld(async (ports, world) => {
      const broker = new MemoryBroker()
      const messaging = overBroker(broker)
      const first = await host(ports, { context: Office, messaging })
      await sold(ports, 3)
      await until(ports, async () => (await relayOf(ports)).position === 3)
      await first.stop()
      // the same context on an empty disk
      await world.host('elsewhere', async (elsewhere) => {
        await host(elsewhere, { context: Office, messaging })
      })
      await sold(ports, 4)
      await until(ports, async () =>
        /^WT_BROKER_AHEAD: .* which is not in this log/.test((await relayOf(ports)).failing ?? ''),
      )
      expect(await stored(broker)).toHaveLength(3)
    }))
})
