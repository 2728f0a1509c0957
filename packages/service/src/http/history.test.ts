import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office, SeatSold } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'

describe('the history of an aggregate', () => {
  it('has the revision as its etag, and is not sent to whoever has it', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const read = (tag?: string) =>
        ask('GET', '/seat/7/history', undefined, undefined, tag ? { 'if-none-match': tag } : {})
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      expect(await read()).toMatchObject({ status: 200, headers: { etag: '"1"' } })
      for (const tag of ['"1"', 'W/"1"', '"9", "1"', '*'])
        expect(await read(tag)).toMatchObject({
          status: 304,
          headers: { etag: '"1"', 'x-position': '1' },
          body: '',
        })
      await ask('POST', '/seat/7/return-seat', {})
      const newer = await read('"1"')
      expect(newer).toMatchObject({ status: 200, headers: { etag: '"2"', 'x-position': '2' } })
      expect(newer.body.events).toHaveLength(2)
    }))

  it('of nothing is a 404, whatever the reader has', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      for (const tag of ['*', '"0"', '"1"'])
        expect(
          await ask('GET', '/seat/7/history', undefined, undefined, { 'if-none-match': tag }),
        ).toMatchObject({ status: 404, body: { code: 'WT_NOT_FOUND' } })
    }))

  it('comes in pages, each event once, and tells its etag with each', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      for (let n = 0; n < 7; n++)
        await store.append('seat-7', SeatSold({ seat: '7', buyer: `b${n}` }))
      const pages: number[][] = []
      for (let after: number | null = 0; after !== null; ) {
        const { headers, body } = await ask('GET', `/seat/7/history?limit=3&after=${after}`)
        expect(headers.etag).toBe('"7"')
        pages.push(body.events.map(({ revision }: { revision: number }) => revision))
        after = body.next
      }
      expect(pages).toEqual([[1, 2, 3], [4, 5, 6], [7]])
      expect((await ask('GET', '/seat/7/history')).body).toMatchObject({ next: null })
      expect((await ask('GET', '/seat/7/history?after=9')).body).toMatchObject({
        events: [],
        next: null,
      })
    }))

  it('has fifty events a page unless told, however many there are', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const sold = Array.from({ length: 60 }, () => SeatSold({ seat: '7', buyer: 'ann' }))
      await store.append('seat-7', sold)
      const { body } = await asking(ports, 'office')('GET', '/seat/7/history')
      expect(body.events).toHaveLength(50)
      expect(body.next).toBe(50)
    }))

  it.each(['limit=0', 'limit=1001', 'limit=x', 'limit=1&limit=2', 'after=-1', 'after=x', 'after='])(
    'cannot be asked for %s',
    (query) =>
      inWorld(async (ports) => {
        await host(ports, { context: Office })
        const ask = asking(ports, 'office')
        await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
        expect(await ask('GET', `/seat/7/history?${query}`)).toMatchObject({
          status: 422,
          body: { code: 'WT_QUERY_INVALID', errors: [{ path: query.split('=')[0] }] },
        })
      }),
  )

  it.each(['/%00/7/history', '/%F0%9F%98%80/7/history', '/nothing/7/history', '/Seat/7/history'])(
    'of %s, which the context does not own, is a 404',
    (path) =>
      inWorld(async (ports) => {
        const { store } = await host(ports, { context: Office })
        await store.append('nothing-7', SeatSold({ seat: '7', buyer: 'ann' }))
        const answer = await asking(ports, 'office')('GET', path)
        expect(answer).toMatchObject({ status: 404, body: { code: 'WT_NOT_FOUND' } })
      }),
  )
})
