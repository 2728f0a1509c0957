import { command, type PublishedLanguage, publishedLanguage } from '@watertight/domain'
import {
  type Call,
  type Handler,
  header,
  type Ports,
  type Reply,
  reply,
  TransportError,
  type TransportErrorCode,
} from '@watertight/ports'
import { modes } from '@watertight/resilience/manage'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { host } from '../host.ts'
import { problem } from '../http/problem.ts'
import { Office, OfficeLanguage, SellSeat } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'
import { client } from './client.ts'
import { ClientError } from './client-error.ts'
import { clientFor } from './client-for.ts'
import { clientPolicies, type PolicyOptions } from './policies.ts'

type World = Parameters<Parameters<typeof inWorld>[0]>[1]

const office = async (world: World) => {
  await world.host('office', (ports) => host(ports, { context: Office }))
}
const stub = (world: World, handler: Handler) =>
  world.host('office', async ({ transport }) => {
    await transport.serve('office', handler)
  })
const accepted = reply(201, { stream: 'seat-7', revision: 1, position: 1 })
const busy = (headers: Reply['headers'] = {}): Reply => {
  const answer = problem({ status: 503, title: 'Busy', code: 'WT_BUSY', detail: 'Too much to do.' })
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

/** These ports with every call counted and, where `fate` says so, its answer lost or the call never sent. */
function watched(
  ports: Ports,
  fate: (attempt: number) => TransportErrorCode | undefined = () => undefined,
) {
  const calls: { readonly at: number; readonly call: Call }[] = []
  const { transport, clock } = ports
  const call = async (one: Call) => {
    const attempt = calls.push({ at: clock.now(), call: one })
    const code = fate(attempt)
    if (code === 'WT_UNREACHABLE') throw new TransportError(code, one.to)
    const answer = await transport.call(one)
    if (code !== undefined) throw new TransportError(code, one.to)
    return answer
  }
  const open = transport.open.bind(transport)
  const serve = transport.serve.bind(transport)
  return { calls, ports: { ...ports, transport: { isPublic: false, call, open, serve } } }
}

const sell = (ports: Ports, options?: PolicyOptions) =>
  client(OfficeLanguage, ports, { policies: clientPolicies(ports, options) })

async function failing(work: Promise<unknown>): Promise<ClientError> {
  const error = await work.then(
    (value) => expect.fail(`it answered ${JSON.stringify(value)}`),
    (error) => error,
  )
  expect(error).toBeInstanceOf(ClientError)
  return error
}

describe('an answer of the domain is a value', () => {
  it('accepted: where its events are', () =>
    inWorld(async (ports, world) => {
      await office(world)
      const tickets = sell(ports)
      expect(await tickets.SellSeat('7', { buyer: 'ann' })).toEqual({
        is: 'accepted',
        stream: 'seat-7',
        revision: 1,
        position: 1,
      })
      expect(await tickets.send('8', SellSeat({ buyer: 'bob' }))).toMatchObject({
        is: 'accepted',
        stream: 'seat-8',
      })
    }))

  it('refused: the code and the sentence', () =>
    inWorld(async (ports, world) => {
      await office(world)
      const tickets = sell(ports)
      await tickets.SellSeat('7', { buyer: 'ann' })
      expect(await tickets.SellSeat('7', { buyer: 'bob' })).toEqual({
        refused: 'SeatTaken',
        because: 'seat 7 is sold',
      })
    }))

  it('the same key is carried out once, a key of its own is made for each command', () =>
    inWorld(async (ports, world) => {
      await office(world)
      const { calls, ports: counted } = watched(ports)
      const tickets = sell(counted)
      const first = await tickets.SellSeat('7', { buyer: 'ann' }, { key: 'k' })
      expect(await tickets.SellSeat('7', { buyer: 'ann' }, { key: 'k' })).toEqual(first)
      await tickets.SellSeat('8', { buyer: 'ann' })
      await tickets.SellSeat('9', { buyer: 'ann' })
      const keys = calls.map(({ call }) => header(call.headers ?? {}, 'idempotency-key'))
      expect(new Set(keys).size).toBe(3)
    }))
})

describe('what does not fit is not sent', () => {
  it('input: every wrong field is named', () =>
    inWorld(async (ports) => {
      const { calls, ports: counted } = watched(ports)
      const tickets = sell(counted)
      const error = await failing(tickets.SellSeat('7', { buyer: 7 as never }))
      expect(error).toMatchObject({
        code: 'WT_INPUT_INVALID',
        status: undefined,
        retryable: false,
        mayHaveHappened: false,
        facts: { attempts: 0, errors: [{ path: ['buyer'], message: 'expected text' }] },
      })
      expect(error.message).toBe(
        'WT_INPUT_INVALID: SellSeat 7: office takes no such input. It was not done: correct it before it is sent again.',
      )
      expect(calls).toEqual([])
    }))

  it('an id that is no identity, such as a path', () =>
    inWorld(async (ports) => {
      const { calls, ports: counted } = watched(ports)
      for (const id of ['../orders', '', '7/return-seat', '7?x'])
        expect((await failing(sell(counted).SellSeat(id, { buyer: 'ann' }))).code).toBe(
          'WT_ID_INVALID',
        )
      expect(calls).toEqual([])
    }))

  it('a command that is not published', () =>
    inWorld(async (ports) => {
      await expect(
        sell(ports).send('7', { type: 'GivePresent', data: {} } as never),
      ).rejects.toThrow('office publishes no command GivePresent')
      const twice = publishedLanguage('office', [], { Seat: [SellSeat], Row: [SellSeat] })
      expect(() => client(twice, ports)).toThrow('SellSeat twice')
      const own = publishedLanguage('office', [], { Seat: [command('send', {})] })
      expect(() => client(own, ports)).toThrow("a client's own name")
    }))

  it('input that the other version finds wrong is told with its fields', () =>
    inWorld(async (ports, world) => {
      await stub(world, async () =>
        problem({
          ...{ status: 422, title: 'Not Valid', code: 'WT_INPUT_INVALID', detail: 'Correct it.' },
          errors: [{ path: ['lines', '0'], message: 'unknown field' }],
        }),
      )
      expect(await failing(sell(ports).SellSeat('7', { buyer: 'ann' }))).toMatchObject({
        code: 'WT_INPUT_INVALID',
        status: 422,
        retryable: false,
        mayHaveHappened: false,
        facts: { attempts: 1, errors: [{ path: ['lines', '0'], message: 'unknown field' }] },
      })
    }))
})

describe('nobody there', () => {
  it('is tried again, then told as not done', () =>
    inWorld(async (ports) => {
      const { calls, ports: counted } = watched(ports)
      const error = await failing(sell(counted).SellSeat('7', { buyer: 'ann' }, { key: 'k' }))
      expect(error).toMatchObject({
        code: 'WT_UNREACHABLE',
        status: undefined,
        retryable: true,
        mayHaveHappened: false,
        facts: { to: 'office', command: 'SellSeat', id: '7', key: 'k', attempts: 3 },
      })
      expect(calls).toHaveLength(3)
    }))

  it('opens the breaker: nobody is asked, until its wait is over and the other is back', () =>
    inWorld(async (ports, world) => {
      const { calls, ports: counted } = watched(ports)
      const tickets = sell(counted, { breaker: { minimumCalls: 3, openMs: 4_000, openJitter: 0 } })
      await failing(tickets.SellSeat('7', { buyer: 'ann' }))
      const before = ports.clock.now()
      const error = await failing(tickets.SellSeat('7', { buyer: 'ann' }))
      expect(error).toMatchObject({
        code: 'WT_BREAKER_OPEN',
        retryable: true,
        mayHaveHappened: false,
        facts: { attempts: 0 },
      })
      expect(error.facts.retryAfterMs).toBeGreaterThan(3_000)
      expect(ports.clock.now()).toBe(before)
      expect(calls).toHaveLength(3)
      await office(world)
      await ports.clock.sleep(4_000, new AbortController().signal)
      expect(await tickets.SellSeat('7', { buyer: 'ann' })).toMatchObject({ is: 'accepted' })
    }))
})

describe('an answer that was lost', () => {
  it('after the effect: it is sent again under the same key and acts once', () =>
    inWorld(async (ports, world) => {
      await office(world)
      const { calls, ports: losing } = watched(ports, (n) => (n === 1 ? 'WT_LOST' : undefined))
      expect(await sell(losing).SellSeat('7', { buyer: 'ann' })).toMatchObject({ revision: 1 })
      expect(calls).toHaveLength(2)
      const { body } = await asking(ports, 'office')('GET', '/seat/7/history')
      expect(body.events).toHaveLength(1)
    }))

  it('is not forgotten when the next attempt was never sent', () =>
    inWorld(async (ports, world) => {
      await office(world)
      const { ports: losing } = watched(ports, (n) => (n === 1 ? 'WT_LOST' : 'WT_UNREACHABLE'))
      const error = await failing(sell(losing).SellSeat('7', { buyer: 'ann' }))
      expect(error).toMatchObject({ code: 'WT_UNREACHABLE', mayHaveHappened: true })
      expect(error.message).toContain('It may have been done: send it again under the same key')
    }))
})

describe('time', () => {
  it('the deadline is passed on, and is kept', () =>
    inWorld(async (ports, world) => {
      const left: number[] = []
      await stub(world, async ({ deadline, signal }) => {
        left.push(deadline - ports.clock.now())
        await ports.clock.sleep(60_000, signal)
        return accepted
      })
      const began = ports.clock.now()
      const tickets = sell(ports, { attemptMs: 400, firstPauseMs: 10 })
      const error = await failing(tickets.SellSeat('7', { buyer: 'ann' }, { deadlineMs: 700 }))
      expect(error).toMatchObject({ code: 'WT_DEADLINE', retryable: true, mayHaveHappened: true })
      expect(ports.clock.now() - began).toBeLessThanOrEqual(710)
      expect(left[0]).toBeLessThanOrEqual(400)
      expect(left[1]).toBeLessThanOrEqual(310)
    }))

  it("the caller's own short deadline does not open the breaker, an attempt's limit does", () =>
    inWorld(async (ports, world) => {
      await stub(world, async ({ signal }) => {
        await ports.clock.sleep(60_000, signal)
        return accepted
      })
      const policies = clientPolicies(ports, { attemptMs: 400, breaker: { minimumCalls: 3 } })
      const tickets = client(OfficeLanguage, ports, { policies })
      const state = () => policies.snapshot().office?.breaker.state
      for (let n = 0; n < 5; n++)
        await failing(tickets.SellSeat('7', { buyer: 'ann' }, { deadlineMs: 50 }))
      expect(state()).toBe('closed')
      await failing(tickets.SellSeat('7', { buyer: 'ann' }))
      expect(state()).toBe('open')
    }))

  it("the caller's signal ends it at once", () =>
    inWorld(async (ports, world) => {
      await stub(world, async ({ signal }) => {
        await ports.clock.sleep(60_000, signal)
        return accepted
      })
      const caller = new AbortController()
      ports.clock.after(100, () => caller.abort(new Error('enough')))
      const work = sell(ports).SellSeat('7', { buyer: 'ann' }, { signal: caller.signal })
      expect(await failing(work)).toMatchObject({
        code: 'WT_ABORTED',
        mayHaveHappened: true,
        facts: { attempts: 1 },
      })
      expect(ports.clock.now()).toBeLessThan(200)
    }))

  it('the wait that the other side asks for is kept to; one past the deadline is told', () =>
    inWorld(async (ports, world) => {
      let asked = 0
      await stub(world, async () => (++asked === 1 ? busy({ 'retry-after': '2' }) : accepted))
      const { calls, ports: counted } = watched(ports)
      await sell(counted).SellSeat('7', { buyer: 'ann' })
      const [first = 0, second = 0] = calls.map(({ at }) => at)
      expect(second - first).toBeGreaterThanOrEqual(2_000)

      asked = 0
      expect(
        await failing(sell(ports).SellSeat('7', { buyer: 'ann' }, { deadlineMs: 1_000 })),
      ).toMatchObject({
        code: 'WT_BUSY',
        status: 503,
        retryable: true,
        facts: { attempts: 1, retryAfterMs: 2_000 },
      })
    }))
})

describe('retries', () => {
  it('stop when the budget is used up', () =>
    inWorld(async (ports, world) => {
      await stub(world, async () => busy())
      const { calls, ports: counted } = watched(ports)
      const tickets = sell(counted, {
        breaker: { mode: modes.disabled },
        budget: { ratio: 0.1, perSecond: 0 },
      })
      for (let n = 0; n < 20; n++) {
        const error = await failing(tickets.SellSeat('7', { buyer: 'ann' }))
        expect(error).toMatchObject({ code: 'WT_BUSY', status: 503, retryable: true })
      }
      expect(calls).toHaveLength(22)
    }))

  it('are not made of a refusal, nor of what would be answered the same', () =>
    inWorld(async (ports, world) => {
      await stub(world, async () =>
        problem({ status: 403, title: 'No', code: 'WT_ROLE_MISSING', detail: 'Ask somebody.' }),
      )
      const { calls, ports: counted } = watched(ports)
      await failing(sell(counted).SellSeat('7', { buyer: 'ann' }))
      expect(calls).toHaveLength(1)
    }))
})

describe("another version's answer", () => {
  const answers: readonly (readonly [string, Reply, object])[] = [
    [
      'a success of another shape may have been done',
      reply(200, { ok: true }),
      { code: 'WT_ANSWER_UNKNOWN', status: 200, retryable: false, mayHaveHappened: true },
    ],
    [
      'text where JSON was expected',
      { status: 201, headers: {}, body: '<html>' },
      { code: 'WT_ANSWER_UNKNOWN', status: 201, mayHaveHappened: true },
    ],
    [
      'a command it does not know',
      problem({ status: 404, title: 'Not Found', code: 'WT_NOT_FOUND', detail: 'No such path.' }),
      { code: 'WT_NOT_FOUND', status: 404, retryable: false, mayHaveHappened: false },
    ],
    [
      'a conflict without a code is no refusal',
      reply(409, { title: 'Conflict' }),
      { code: 'WT_ANSWER_UNKNOWN', status: 409, mayHaveHappened: false },
    ],
    [
      "a conflict of the service's own is no refusal",
      problem({ status: 409, title: 'Ahead', code: 'WT_POSITION_AHEAD', detail: 'Restored.' }),
      { code: 'WT_POSITION_AHEAD', status: 409, retryable: false, mayHaveHappened: false },
    ],
    [
      'a proxy in trouble',
      { status: 502, headers: {}, body: 'Bad Gateway' },
      { code: 'WT_ANSWER_UNKNOWN', status: 502, retryable: true, mayHaveHappened: true },
    ],
    [
      'a code nobody has heard of',
      problem({ status: 418, title: 'Teapot', code: 'WT_NEW', detail: 'Short and stout.' }),
      { code: 'WT_NEW', status: 418, retryable: false, mayHaveHappened: false },
    ],
  ]
  it.each(answers)('%s', (_, answer, expected) =>
    inWorld(async (ports, world) => {
      await stub(world, async () => answer)
      expect(await failing(sell(ports).SellSeat('7', { buyer: 'ann' }))).toMatchObject(expected)
    }),
  )
})

describe('clients of one process', () => {
  it('share a breaker and a budget for each context, and no more', () =>
    inWorld(async (ports) => {
      const make = clientFor(ports, { breaker: { minimumCalls: 3 } })
      const cinema = publishedLanguage('cinema', [], { Seat: [SellSeat] })
      await failing(make(OfficeLanguage).SellSeat('7', { buyer: 'ann' }))
      expect((await failing(make(OfficeLanguage).SellSeat('8', { buyer: 'bob' }))).code).toBe(
        'WT_BREAKER_OPEN',
      )
      expect((await failing(make(cinema).SellSeat('8', { buyer: 'bob' }))).code).toBe(
        'WT_UNREACHABLE',
      )
      expect(Object.keys(make.policies.snapshot())).toEqual(['office', 'cinema'])
    }))

  it('are not made with options out of range', () =>
    inWorld(async (ports) => {
      expect(() => clientFor(ports, { attemptMs: 0 })(OfficeLanguage)).toThrow(/timeout.*ms/)
      expect(() => sell(ports, { budget: { ratio: 2 } })).toThrow('retry budget office')
    }))

  it('send data as the command takes it, with the trace', () =>
    inWorld(async (ports, world) => {
      const seen: unknown[] = []
      await stub(world, async ({ method, path, body, trace, headers }) => {
        seen.push(method, path, String(body), trace, headers['content-type'])
        return accepted
      })
      const Book = command('BookTable', {
        at: z.string().transform(Number),
        note: z.string().optional(),
      })
      const language = publishedLanguage('office', [], { DiningTable: [Book] })
      const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
      await client(language, ports).BookTable('7', { at: '19' }, { trace })
      const path = '/dining-table/7/book-table'
      expect(seen).toEqual(['POST', path, '{"at":"19"}', trace, 'application/json'])
    }))
})

/** Whoever holds languages in general can send what their commands make. */
export const general = (ports: Ports, language: PublishedLanguage) =>
  clientFor(ports)(language).send('7', SellSeat({ buyer: 'ann' }), { key: 'k' })

// wrong words do not compile
export const wrong = (ports: Ports) => {
  const tickets = client(OfficeLanguage, ports)
  return [
    // @ts-expect-error the office has no such command
    tickets.GivePresent,
    // @ts-expect-error a buyer is text
    () => tickets.SellSeat('7', { buyer: 7 }),
    // @ts-expect-error a seat needs a buyer
    () => tickets.SellSeat('7', {}),
    // @ts-expect-error a misspelt field
    () => tickets.SellSeat('7', { buyer: 'ann', byuer: 'ann' }),
    // @ts-expect-error an order the office does not know
    () => tickets.send('7', { type: 'GivePresent', data: { buyer: 'ann' } }),
    // @ts-expect-error a language without commands has none
    client(publishedLanguage('quiet', []), ports).SellSeat,
  ]
}
