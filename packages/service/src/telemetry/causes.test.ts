import { send } from '@watertight/domain'
import { json, lines, type Ports, reply } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import type { Automation } from '../automation.ts'
import { host } from '../host.ts'
import type { PublishedEvent } from '../messaging/cloud-event.ts'
import { MarkPrinted, Office, Printer, Unprinted } from '../test-kit/tickets.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${trace}-b7ad6b7169203331-01`

/** Sells a seat with these headers; answers with what its history says of the cause. */
async function sold(ports: Ports, headers: Record<string, string>, seat = '7') {
  const { transport, clock } = ports
  const { status } = await transport.call({
    to: 'office',
    method: 'POST',
    path: `/seat/${seat}/sell-seat`,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ buyer: 'ann' }),
    deadline: clock.now() + 1_000,
  })
  expect(status).toBe(201)
  const { body } = await asking(ports, 'office')('GET', `/seat/${seat}/history`)
  return body.events[0].meta
}

describe('the cause of an event', () => {
  it('is the request: its id, its story and its trace', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const meta = await sold(ports, {
        traceparent,
        'x-correlation-id': 'story-1',
        'x-request-id': 'request-1',
      })
      expect(meta).toEqual({
        correlation: 'story-1',
        causation: 'request-1',
        trace: expect.stringMatching(`^00-${trace}-[0-9a-f]{16}-01$`),
      })
      expect(meta.trace).not.toBe(traceparent)
    }))

  it('begins a story of its own where the request tells none', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const meta = await sold(ports, {})
      expect(meta.correlation).toMatch(/^[0-9a-f-]{36}$/)
      expect(meta.causation).toBe(meta.correlation)
      expect(meta.trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    }))

  it.each([
    ['a card number', '4111111111111111'],
    ['a token', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl'],
    ['a sentence', 'not an id'],
    ['too much', 'x'.repeat(129)],
    ['nothing', ''],
  ])('does not believe an id that is %s', (_, id) =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const meta = await sold(ports, { 'x-correlation-id': id, 'x-request-id': id })
      expect(meta.correlation).toMatch(/^[0-9a-f-]{36}$/)
      expect(meta.causation).toBe(meta.correlation)
    }),
  )

  it.each([`00-${trace}-b7ad6b7169203331`, 'ff', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
    'begins a new trace where traceparent is %s',
    (malformed) =>
      inWorld(async (ports) => {
        await host(ports, { context: Office })
        const meta = await sold(ports, { traceparent: malformed })
        expect(meta.trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
        expect(meta.trace).not.toContain(trace)
        expect(meta.trace).not.toContain('0'.repeat(32))
      }),
  )

  it('goes with what is published, and is passed on by who hears it', () =>
    inWorld(async (ports) => {
      const office = await host(ports, { context: Office })
      const printer = await host(ports, { context: Printer })
      const headers = { traceparent, 'x-correlation-id': 'story-1' }
      const first = await sold(ports, headers)
      const feed = await ports.transport.open({
        to: 'office',
        method: 'GET',
        path: '/feed?after=0',
        deadline: ports.clock.now() + 1_000,
        idleMs: 10_000,
      })
      for await (const line of lines(feed.body)) {
        const heard = JSON.parse(line) as PublishedEvent
        expect(heard).toMatchObject({ traceparent: first.trace, correlationid: 'story-1' })
        break
      }
      await until(ports, async () => (await printer.store.head()) === 1)
      const [event] = await office.store.read('seat-7').toArray()
      const told = await asking(ports, 'office')('GET', '/seat/7/history')
      expect(told.body.events[0].id).toBe(event?.id)
      const { body } = await asking(ports, 'printer')('GET', '/job/7/history')
      expect(body.events[0].meta).toEqual({
        correlation: 'story-1',
        causation: event?.id,
        trace: expect.stringMatching(`^00-${trace}-`),
      })
    }))

  it.each([
    ['nothing', {}],
    ['what is malformed', { traceparent: 'x', correlationid: 'not an id' }],
    ['what is no text', { traceparent: 7, correlationid: null }],
  ])('is the message itself where a feed says %s of it', (_, more) =>
    inWorld(async (ports) => {
      const message = {
        ...{ specversion: '1.0', id: 'e1', source: 'office', type: 'tickets.SeatSold.v1' },
        ...{ subject: '7', time: '2026-01-01T00:00:00Z', data: { buyer: 'ann' } },
        ...{ position: 1, previous: 0, ...more },
      }
      await ports.transport.serve('office', async () => ({
        status: 200,
        headers: {},
        body: (async function* () {
          yield `${JSON.stringify(message)}\n`
        })(),
      }))
      const printer = await host(ports, { context: Printer })
      await until(ports, async () => (await printer.store.head()) === 1)
      const [queued] = await printer.store.read('job-7').toArray()
      expect(queued?.meta).toEqual({
        correlation: 'e1',
        causation: 'e1',
        trace: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      })
    }),
  )
})

describe('work of an automation', () => {
  const printing = (
    { transport, clock }: Ports,
    more: Partial<Automation<(typeof Unprinted)['columns']>>,
  ): Automation<(typeof Unprinted)['columns']> => ({
    name: 'print',
    todo: Unprinted,
    ...more,
    async perform({ seat }) {
      const deadline = clock.now() + 1_000
      const { body } = await transport.call({ to: 'press', method: 'GET', path: '/', deadline })
      return send(seat, MarkPrinted({ by: json(body) as string }))
    },
  })

  async function printed(ports: Ports, more: Partial<Automation>) {
    const asked: Record<string, unknown>[] = []
    await ports.transport.serve('press', async ({ headers, trace }) => {
      asked.push({ trace, correlation: headers['x-correlation-id'] })
      return reply(200, 'press')
    })
    const { store } = await host(ports, {
      context: Office,
      readModels: [Unprinted],
      automations: (_, traced) => [printing(traced, more)],
    })
    await sold(ports, { traceparent, 'x-correlation-id': 'story-1' })
    await until(ports, async () => (await store.head()) === 2)
    const [seatSold, ticketPrinted] = await store.read('seat-7').toArray()
    return { asked, seatSold, ticketPrinted }
  }

  it('belongs to the story of the event it follows from, and so do the calls it makes', () =>
    inWorld(async (ports) => {
      const { asked, seatSold, ticketPrinted } = await printed(ports, {
        stream: ({ seat }) => `seat-${seat}`,
      })
      const carried = expect.stringMatching(`^00-${trace}-[0-9a-f]{16}-01$`)
      expect(asked).toEqual([{ trace: carried, correlation: 'story-1' }])
      expect(ticketPrinted?.meta).toEqual({
        correlation: 'story-1',
        causation: seatSold?.id,
        trace: carried,
      })
    }))

  it('begins a story of its own where it does not say from what it follows', () =>
    inWorld(async (ports) => {
      const { asked, ticketPrinted } = await printed(ports, {})
      expect(asked).toEqual([
        {
          trace: expect.stringMatching(/^00-[0-9a-f]{32}-/),
          correlation: ticketPrinted?.meta.correlation,
        },
      ])
      expect(ticketPrinted?.meta.correlation).not.toBe('story-1')
    }))
})

it('a call says itself what it belongs to, if it wants to', () =>
  inWorld(async (ports) => {
    const asked: unknown[] = []
    await ports.transport.serve('other', async ({ headers, trace }) => {
      asked.push([trace, headers['x-correlation-id']])
      return reply(200, {})
    })
    const other = { to: 'other', method: 'GET', path: '/', deadline: 9_999 }
    await host(ports, {
      context: Office,
      routes: (_, { transport }) => ({
        'GET /pass': async () => {
          await transport.call({ ...other, headers: { traceparent } })
          await transport.call({
            ...other,
            trace: traceparent,
            headers: { 'x-correlation-id': 'mine' },
          })
          return reply(200, {})
        },
      }),
    })
    await asking(ports, 'office')('GET', '/pass')
    // each call is a span of its own, in the trace that it names
    const inTrace = expect.stringMatching(`^${traceparent.slice(0, 36)}[0-9a-f]{16}-01$`)
    expect(asked).toEqual([
      [inTrace, expect.stringMatching(/^[0-9a-f-]{36}$/)],
      [inTrace, 'mine'],
    ])
  }))
