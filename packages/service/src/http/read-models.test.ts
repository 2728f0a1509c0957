import { projection } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office, SeatSold, Unprinted } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'

/** With a key of two columns and a column of each type. */
const SoldSeats = projection('SoldSeats', {
  hears: [SeatSold],
  columns: { buyer: 'text', since: 'integer', seat: 'text', weight: 'real', note: 'text?' },
  key: ['buyer', 'since'],
}).on({
  SeatSold: ({ seat, buyer }, { position }, rows) =>
    rows.put({ buyer, since: position, seat, weight: seat.length / 2, note: null }),
})

const opened = async (ports: Ports, seats: readonly (readonly [string, string])[]) => {
  const hosted = await host(ports, { context: Office, readModels: [SoldSeats, Unprinted] })
  const ask = asking(ports, 'office')
  for (const [seat, buyer] of seats) await ask('POST', `/seat/${seat}/sell-seat`, { buyer })
  return { ...hosted, ask, get: (path: string) => ask('GET', path) }
}
const many = Array.from({ length: 23 }, (_, n) => [`s${n}`, n % 2 ? 'ann' : 'bob'] as const)

describe('a read model over HTTP', () => {
  it('gives its rows in the order of the key', () =>
    inWorld(async (ports) => {
      const { get } = await opened(ports, [
        ['7', 'bob'],
        ['8', 'ann'],
        ['6', 'bob'],
      ])
      const { status, headers, body } = await get('/read/sold-seats')
      expect(status).toBe(200)
      expect(headers).toMatchObject({ 'x-position': '3', 'content-type': 'application/json' })
      expect(body).toEqual({
        rows: [
          { buyer: 'ann', since: 2, seat: '8', weight: 0.5, note: null },
          { buyer: 'bob', since: 1, seat: '7', weight: 0.5, note: null },
          { buyer: 'bob', since: 3, seat: '6', weight: 0.5, note: null },
        ],
        next: null,
      })
    }))

  it('is read page by page, each row once, also while rows come and go', () =>
    inWorld(async (ports) => {
      const { get, ask } = await opened(ports, many)
      const seats: string[] = []
      let pages = 0
      for (let next: string | null = ''; next !== null; pages++) {
        const { body } = await get(`/read/sold-seats?limit=5${next && `&after=${next}`}`)
        seats.push(...body.rows.map((row: { seat: string }) => row.seat))
        next = body.next
        // in front of every page to come
        await ask('POST', `/seat/new${pages}/sell-seat`, { buyer: 'aaa' })
      }
      expect(pages).toBe(5)
      expect(seats.toSorted()).toEqual(many.map(([seat]) => seat).toSorted())
      expect((await get('/read/sold-seats?limit=28')).body.next).toBeNull()
      expect((await get('/read/sold-seats?limit=27')).body.next).not.toBeNull()
    }))

  it('is asked by columns of every type, and pages within what was asked', () =>
    inWorld(async (ports) => {
      const { get } = await opened(ports, many)
      const rows = async (query: string) => (await get(`/read/sold-seats?${query}`)).body.rows
      expect(await rows('buyer=ann')).toHaveLength(11)
      expect(await rows('since=3')).toMatchObject([{ seat: 's2' }])
      expect(await rows('weight=1.5&buyer=bob')).toHaveLength(7)
      expect(await rows('note=')).toEqual([])
      const first = await get('/read/sold-seats?buyer=bob&limit=11')
      expect(await rows(`buyer=bob&after=${first.body.next}`)).toMatchObject([{ seat: 's22' }])
    }))

  it('gives one row by its whole key', () =>
    inWorld(async (ports) => {
      const { get } = await opened(ports, [['7', 'ann b']])
      expect(await get('/read/sold-seats/ann%20b/1')).toMatchObject({
        status: 200,
        body: { seat: '7' },
      })
      expect((await get('/read/unprinted/7')).body).toEqual({ seat: '7', since: 1 })
      for (const path of ['/read/sold-seats/ann/1', '/read/sold-seats/ann%20b/2'])
        expect(await get(path)).toMatchObject({ status: 404, body: { code: 'WT_NOT_FOUND' } })
      for (const path of ['/read/nothing', '/read'])
        expect(await get(path)).toMatchObject({ status: 404 })
    }))

  it.each([
    ['?colour=red', ['colour'], 'unknown column'],
    ['?__proto__=1', ['__proto__'], 'unknown column'],
    ['?since=soon', ['since'], 'expected integer, once'],
    ['?since=1.5', ['since'], 'expected integer, once'],
    ['?since=', ['since'], 'expected integer, once'],
    ['?since=99999999999999999999', ['since'], 'expected integer, once'],
    ['?weight=heavy', ['weight'], 'expected real, once'],
    ['?weight=Infinity', ['weight'], 'expected real, once'],
    ['?buyer=a&buyer=b', ['buyer'], 'expected text, once'],
    ['?buyer=a%00', ['buyer'], 'expected text, once'],
    ['?limit=0', ['limit'], 'expected a number from 1 to 1000'],
    ['?limit=1001', ['limit'], 'expected a number from 1 to 1000'],
    ['?limit=ten', ['limit'], 'expected a number from 1 to 1000'],
    ['/ann/soon', ['since'], 'expected integer, once'],
  ])('asked for %s is told what is wrong', (query, path, message) =>
    inWorld(async (ports) => {
      const { get } = await opened(ports, [['7', 'ann']])
      expect(await get(`/read/sold-seats${query}`)).toMatchObject({
        status: 422,
        body: { code: 'WT_QUERY_INVALID', errors: [{ path: path.join('.'), message }] },
      })
    }),
  )

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  it.each([
    ['', 'nothing'],
    ['!', 'no base64'],
    ['abc', 'no JSON'],
    [encoded({}), 'no list'],
    [encoded(['ann']), 'too few cells'],
    [encoded(['ann', 1, 2]), 'too many cells'],
    [encoded(['ann', '1']), 'another type'],
    [encoded(['ann', null]), 'null'],
    [encoded(['a\0', 1]), 'what no column holds'],
  ])('after=%s is no cursor: %s', (after) =>
    inWorld(async (ports) => {
      const { get } = await opened(ports, [])
      expect(await get(`/read/sold-seats?after=${after}`)).toMatchObject({
        status: 400,
        body: { code: 'WT_CURSOR_INVALID' },
      })
    }),
  )
})
