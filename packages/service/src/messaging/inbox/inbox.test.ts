import { describe, expect, it } from 'vitest'
import { host } from '../../host.ts'
import { Office, Printer, TicketQueued } from '../../test-kit/tickets.ts'
import { asking, inWorld, until } from '../../test-kit/world.ts'

describe('a context that hears another', () => {
  it('turns what was published into commands of its own, with their cause', () =>
    inWorld(async (ports) => {
      const office = await host(ports, { context: Office })
      const printer = await host(ports, { context: Printer })
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await until(ports, async () => (await printer.store.head()) === 1)
      const [queued] = await printer.store.read('job-7').toArray()
      const [sold] = await office.store.read('seat-7').toArray()
      expect(queued).toMatchObject({
        type: TicketQueued.type,
        data: { seat: '7', buyer: 'ann' },
        meta: { causation: sold?.id },
      })
    }))

  it('catches up with what was published before it was there', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      for (let seat = 1; seat <= 250; seat++)
        await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' })
      const printer = await host(ports, { context: Printer })
      await until(ports, async () => (await printer.store.head()) === 250)
      const { body } = await asking(ports, 'printer')('GET', '/status')
      expect(body.feeds.office).toMatchObject({ position: 250, connected: true, refused: 0 })
    }))

  it('hears nothing twice, and goes on where it stopped', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/1/sell-seat', { buyer: 'ann' })
      const first = await host(ports, { context: Printer })
      await until(ports, async () => (await first.store.head()) === 1)
      await first.stop()
      await ask('POST', '/seat/2/sell-seat', { buyer: 'ann' })
      const second = await host(ports, { context: Printer })
      await until(ports, async () => (await second.store.head()) >= 2)
      const all = await second.store.readLog().toArray()
      expect(all.map(({ stream }) => stream)).toEqual(['job-1', 'job-2'])
    }))

  it('counts what its domain refuses and passes on', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/1/sell-seat', { buyer: 'ann' })
      await ask('POST', '/seat/1/return-seat', {})
      await ask('POST', '/seat/1/sell-seat', { buyer: 'bob' })
      await ask('POST', '/seat/2/sell-seat', { buyer: 'bob' })
      const printer = await host(ports, { context: Printer })
      await until(ports, async () => (await printer.store.head()) === 2)
      await until(ports, async () => {
        const { body } = await asking(ports, 'printer')('GET', '/status')
        return body.feeds.office.position === 4 && body.feeds.office.refused === 1
      })
    }))

  it('waits for a publisher that is not there yet', () =>
    inWorld(async (ports) => {
      const printer = await host(ports, { context: Printer })
      await ports.clock.sleep(5_000, new AbortController().signal)
      const { body } = await asking(ports, 'printer')('GET', '/status')
      expect(body.feeds.office).toMatchObject({ connected: false, position: 0 })
      await host(ports, { context: Office })
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await until(ports, async () => (await printer.store.head()) === 1)
    }))
})
