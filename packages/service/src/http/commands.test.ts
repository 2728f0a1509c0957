import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office, TicketPrinted } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'

describe('a command over HTTP', () => {
  it('answers with its stream, revision and position, and an etag', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const sold = await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      expect(sold).toMatchObject({
        status: 201,
        headers: { etag: '"1"' },
        body: { stream: 'seat-7', revision: 1, position: 1 },
      })
    }))

  it('is carried out once under one key, and repeated word for word', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const first = await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1')
      const again = await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1')
      expect(again.body).toEqual(first.body)
      expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' })
      expect(await store.head()).toBe(1)
    }))

  it('is carried out once though it comes twenty times at the same moment', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1')),
      )
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
      expect(await store.head()).toBe(1)
    }))

  it('is refused when its key was used for another body, and stores nothing', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1')
      expect(await ask('POST', '/seat/8/sell-seat', { buyer: 'ann' }, 'k1')).toMatchObject({
        status: 422,
        body: { code: 'WT_KEY_REUSED' },
      })
      expect(await store.head()).toBe(1)
    }))

  it("is refused in the domain's own words, and may be accepted later under the same key", () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const refused = await ask('POST', '/seat/7/sell-seat', { buyer: 'bob' }, 'k2')
      expect(refused).toMatchObject({
        status: 409,
        headers: { 'content-type': 'application/problem+json' },
        body: { status: 409, code: 'SeatTaken', detail: 'seat 7 is sold' },
      })
      await ask('POST', '/seat/7/return-seat', {})
      expect(await ask('POST', '/seat/7/sell-seat', { buyer: 'bob' }, 'k2')).toMatchObject({
        status: 201,
      })
    }))

  it('that leaves nothing to do is accepted, and stores nothing', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await store.append('seat-7', TicketPrinted({ seat: '7', by: 'hand' }))
      const answer = await ask('POST', '/seat/7/return-seat', {}, 'k1')
      expect(answer).toMatchObject({ status: 201, body: { revision: 2, position: 2 } })
      expect(await store.head()).toBe(2)
    }))

  it('of many buyers at once exactly one gets the seat', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          ask('POST', '/seat/7/sell-seat', { buyer: `b${n}` }, `k${n}`),
        ),
      )
      const statuses = answers.map(({ status }) => status).sort()
      expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
    }))

  it('over several streams holds only while nothing it rests on has changed', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      expect(await ask('POST', '/present/1/give-present', { buyer: 'ann' })).toMatchObject({
        status: 409,
        body: { code: 'NoBuyer' },
      })
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const answers = await Promise.all(
        [1, 2, 3, 4, 5].map((n) => ask('POST', `/present/${n}/give-present`, { buyer: 'ann' })),
      )
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      expect(answers.filter(({ body }) => body.code === 'HadOne')).toHaveLength(4)
    }))

  it.each([
    ['text that is not JSON', '{"buyer":', 400, 'WT_BODY_NOT_JSON'],
    ['an empty body', '', 400, 'WT_BODY_NOT_JSON'],
    ['a wrong type', '{"buyer":7}', 422, 'WT_INPUT_INVALID'],
    ['a missing field', '{}', 422, 'WT_INPUT_INVALID'],
    ['an unknown field', '{"buyer":"ann","seat":9}', 422, 'WT_INPUT_INVALID'],
    ['no object', '[1]', 422, 'WT_INPUT_INVALID'],
    ['null', 'null', 422, 'WT_INPUT_INVALID'],
    ['a prototype', '{"buyer":"ann","__proto__":{"a":1}}', 422, 'WT_INPUT_INVALID'],
  ])('with %s is answered with a problem and stores nothing', (_, body, status, code) =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const answer = await asking(ports, 'office')('POST', '/seat/7/sell-seat', body)
      expect(answer).toMatchObject({ status, body: { status, code } })
      expect(await store.head()).toBe(0)
    }),
  )

  it('names the fields that are wrong', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const { body } = await asking(ports, 'office')('POST', '/seat/7/sell-seat', { seat: 9 })
      expect(body.errors).toEqual([
        { path: 'buyer', message: 'expected text' },
        { path: 'seat', message: 'unknown field' },
      ])
    }))

  it.each([
    ['POST', '/seat/7/explode', 404],
    ['POST', '/seat/7/mark-printed', 404],
    ['POST', '/nothing/7/sell-seat', 404],
    ['POST', '/seat/..%2F7/sell-seat', 422],
    ['POST', `/seat/${'9'.repeat(200)}/sell-seat`, 422],
    ['GET', '/seat/7/sell-seat', 405],
    ['GET', '/nowhere', 404],
    ['DELETE', '/status', 405],
    ['GET', '/seat/7/history', 404],
    ['GET', '/feed?after=-1', 400],
    ['GET', '/feed?after=abc', 400],
  ])('%s %s is answered %i', (method, path, status) =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const body = method === 'POST' ? { buyer: 'ann' } : undefined
      const answer = await asking(ports, 'office')(method, path, body)
      expect(answer).toMatchObject({ status, body: { status } })
    }),
  )
})
