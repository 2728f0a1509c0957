import { json, type Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office, SeatSold, TicketPrinted } from '../test-kit/tickets.ts'
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

  it('that leaves nothing to do spends its key as well, however often it comes', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await store.append('seat-7', TicketPrinted({ seat: '7', by: 'hand' }))
      const giveBack = () => ask('POST', '/seat/7/return-seat', {}, 'k1')
      const together = await Promise.all([giveBack(), giveBack(), giveBack()])
      const isReplayed = ({ headers }: (typeof together)[number]) => headers['idempotency-replayed']
      expect(together.filter((one) => isReplayed(one) === 'true')).toHaveLength(2)
      await store.append('seat-7', SeatSold({ seat: '7', buyer: 'bob' }))
      const later = await giveBack()
      expect(later.body).toEqual(together[0]?.body)
      expect(isReplayed(later)).toBe('true')
      expect(await ask('POST', '/seat/8/return-seat', {}, 'k1')).toMatchObject({
        body: { code: 'WT_KEY_REUSED' },
      })
      expect(await store.head()).toBe(3)
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

  it.each([
    [
      'a prototype deep inside',
      '{"buyer":{"a":[{"__proto__":{"b":1}}]}}',
      'buyer.a.0.__proto__',
      'unknown field',
    ],
    ['an escaped one', '{"buyer":{"\\u005f_proto__":{"b":1}}}', 'buyer.__proto__', 'unknown field'],
    ['half a character', '{"buyer":"\\ud83d"}', 'buyer', 'not well-formed text without NUL'],
    ['NUL', '{"buyer":["a\\u0000"]}', 'buyer.0', 'not well-formed text without NUL'],
    [
      'half a character for a name',
      '{"buyer":{"\\udc00":1}}',
      'buyer.\ufffd',
      'its name is not well-formed text without NUL',
    ],
    ['a number beyond all', '{"buyer":1e400}', 'buyer', 'beyond what a number can be'],
  ])('with %s gets no further than the body', (_, body, path, message) =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const answer = await asking(ports, 'office')('POST', '/seat/7/sell-seat', body)
      expect(answer.body).toMatchObject({
        code: 'WT_INPUT_INVALID',
        errors: [{ path, message }],
      })
    }),
  )

  it.each([
    ['bytes that are no UTF-8', [0x22, 0xe9, 0x22]],
    ['UTF-8 cut off in a character', [0x22, 0xf0, 0x9f, 0x22]],
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
  ])('with %s is not taken for text that nobody sent', (_, bytes) =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const { transport, clock } = ports
      const answer = await transport.call({
        ...{ to: 'office', method: 'POST', path: '/seat/7/sell-seat' },
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(bytes),
        deadline: clock.now() + 5_000,
      })
      expect(json(answer.body)).toMatchObject({ status: 400, code: 'WT_BODY_NOT_JSON' })
    }),
  )

  it.each([
    ['lists', (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`],
    ['objects', (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
  ])('may have %s 64 deep, and no deeper', (_, nested) =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const code = async (depth: number) =>
        (await ask('POST', '/seat/7/sell-seat', nested(depth))).body.code
      expect(await code(64)).toBe('WT_INPUT_INVALID')
      expect(await code(65)).toBe('WT_BODY_TOO_DEEP')
      expect(await code(20_000)).toBe('WT_BODY_TOO_DEEP')
    }),
  )

  it.each([
    ['application/json', 201],
    ['application/json; charset=utf-8', 201],
    ['Application/JSON', 201],
    ['application/merge-patch+json', 201],
    ['text/plain', 415],
    ['application/jsonp', 415],
    ['application/x-www-form-urlencoded', 415],
    ['text/plain; application/json', 415],
    [undefined, 415],
  ])('sent as %s is answered %i', (type, status) =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const answer = await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, undefined, {
        'content-type': type,
      })
      expect(answer.status).toBe(status)
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

describe('a command with if-match', () => {
  const opened = async (ports: Ports) => {
    const { store } = await host(ports, { context: Office })
    const ask = asking(ports, 'office')
    const send = (path: string, tag: string, key?: string) =>
      ask('POST', path, path.endsWith('sell-seat') ? { buyer: 'ann' } : {}, key, {
        'if-match': tag,
      })
    return { store, ask, send }
  }

  it.each([
    ['"1"', 201],
    ['"7", "1"', 201],
    ['*', 201],
    ['"0"', 412],
    ['"2"', 412],
    ['"other"', 412],
    ['W/"1"', 400],
    ['1', 400],
    ['', 400],
  ])('%s of a stream at revision 1 is answered %i', (tag, status) =>
    inWorld(async (ports) => {
      const { store, ask, send } = await opened(ports)
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const answer = await send('/seat/7/return-seat', tag)
      expect(answer.status).toBe(status)
      expect(await store.head()).toBe(status === 201 ? 2 : 1)
      if (status === 412)
        expect(answer).toMatchObject({
          headers: { etag: '"1"', 'content-type': 'application/problem+json' },
          body: { code: 'WT_PRECONDITION_FAILED' },
        })
      if (status === 400) expect(answer.body.code).toBe('WT_PRECONDITION_INVALID')
    }),
  )

  it('decides on a stream that is not there for "0", and not for *', () =>
    inWorld(async (ports) => {
      const { send } = await opened(ports)
      expect(await send('/seat/7/sell-seat', '*')).toMatchObject({
        status: 412,
        headers: { etag: '"0"' },
      })
      expect((await send('/seat/7/sell-seat', '"0"')).status).toBe(201)
    }))

  it('is asked before the domain is: what it does not know it does not refuse', () =>
    inWorld(async (ports) => {
      const { ask, send } = await opened(ports)
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      expect((await send('/seat/7/sell-seat', '"5"')).status).toBe(412)
      expect((await send('/seat/7/sell-seat', '"1"')).body.code).toBe('SeatTaken')
    }))

  it('of ten who read the same revision, one is carried out', () =>
    inWorld(async (ports) => {
      const { ask, send } = await opened(ports)
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => send('/seat/7/return-seat', '"1"')),
      )
      const statuses = answers.map(({ status }) => status).toSorted()
      expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 412)])
    }))

  it('that was carried out under its key is answered so again, though the revision is old by now', () =>
    inWorld(async (ports) => {
      const { ask, send } = await opened(ports)
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const first = await send('/seat/7/return-seat', '"1"', 'k1')
      const again = await send('/seat/7/return-seat', '"1"', 'k1')
      expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } })
      expect(again.body).toEqual(first.body)
      const twenty = await Promise.all(
        Array.from({ length: 20 }, () => send('/seat/7/sell-seat', '"2"', 'k2')),
      )
      expect(new Set(twenty.map(({ status }) => status))).toEqual(new Set([201]))
    }))

  it('is never met by a decision, whose stream begins with it', () =>
    inWorld(async (ports) => {
      const { ask } = await opened(ports)
      const give = (tag: string) =>
        ask('POST', '/present/1/give-present', { buyer: 'ann' }, undefined, { 'if-match': tag })
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      expect((await give('*')).status).toBe(412)
      expect((await give('"0"')).status).toBe(201)
    }))
})
