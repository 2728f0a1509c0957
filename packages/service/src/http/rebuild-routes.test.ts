import type { Projection } from '@watertight/domain'
import { expect, test } from 'vitest'
import { host } from '../host.ts'
import { Office, Unprinted } from '../test-kit/tickets.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'
import { rebuildRoutes } from './rebuild-routes.ts'

test('operators rebuild a read model while it serves, and see how it goes', () =>
  inWorld(async (ports) => {
    const { store } = await host(ports, { context: Office, readModels: [Unprinted] })
    const ask = asking(ports, 'office')
    const rows = async () => (await ask('GET', '/read/unprinted')).body.rows
    const models = async () => (await ask('GET', '/read-models')).body
    for (const seat of ['1a', '1b', '1c'])
      await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' }, seat)
    const before = await rows()
    expect(await models()).toEqual({
      head: 3,
      readModels: [
        {
          ...{ name: 'Unprinted', path: '/read/unprinted', rebuild: null },
          hears: ['SeatSold', 'SeatReturned', 'TicketPrinted'],
        },
      ],
    })
    const begun = await ask('POST', '/read-models/unprinted/rebuild')
    expect([begun.status, begun.body.rebuild.is]).toEqual([202, 'building'])
    expect(await rows()).toEqual(before)
    await until(ports, async () => (await models()).readModels[0].rebuild.is === 'done')
    expect(await rows()).toEqual(before)
    await ask('POST', '/seat/2a/sell-seat', { buyer: 'bob' }, '2a')
    expect(await rows()).toHaveLength(4)
    expect(await store.verify(Unprinted)).toEqual({ rows: 4, different: [] })
  }))

test('one is rebuilt at a time, and what is no read model is not found', () =>
  inWorld(async (ports) => {
    const over = Promise.withResolvers<void>()
    const store = { head: async () => 7, rebuild: () => over.promise }
    const { routes } = rebuildRoutes(store, [Unprinted as Projection], ports)
    const rebuild = async (model: string) =>
      routes['POST /read-models/:model/rebuild']?.({} as never, { model }, {})
    expect(await rebuild('printed')).toMatchObject({ status: 404 })
    expect(await rebuild('unprinted')).toMatchObject({ status: 202 })
    expect(await rebuild('unprinted')).toMatchObject({
      status: 409,
      body: expect.stringContaining('WT_REBUILDING'),
    })
    over.reject(new Error('disk gone'))
    await until(ports, async () => {
      const told = await routes['GET /read-models']?.({} as never, {}, {})
      return String(told?.body).includes('"failed"')
    })
    expect(await rebuild('unprinted')).toMatchObject({ status: 202 })
  }))
