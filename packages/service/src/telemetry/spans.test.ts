import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { send } from '@watertight/domain'
import { type Ports, reply } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { clientFor } from '../client/client-for.ts'
import { host } from '../host.ts'
import { Reserving } from '../test-kit/reserving.ts'
import { MarkPrinted, Office, Printer, Unprinted } from '../test-kit/tickets.ts'
import { withTracer } from '../test-kit/tracer.ts'
import { HotelLanguage, Hotels, tripsRunning } from '../test-kit/trips.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${trace}-b7ad6b7169203331-01`

describe('spans', () => {
  it('stand for a request and the command in it, in the trace of the caller', () =>
    withTracer((spans) =>
      inWorld(async (ports) => {
        const { store } = await host(ports, { context: Office })
        await ports.transport.call({
          to: 'office',
          method: 'POST',
          path: '/seat/7/sell-seat',
          trace: traceparent,
          headers: { 'content-type': 'application/json' },
          body: '{"buyer":"ann"}',
          deadline: 5_000,
        })
        const [request, command] = spans
        expect(request).toMatchObject({
          name: 'POST /seat/:id/sell-seat',
          kind: SpanKind.SERVER,
          parent: { traceId: trace, spanId: 'b7ad6b7169203331' },
          attributes: {
            'http.request.method': 'POST',
            'http.route': '/seat/:id/sell-seat',
            'http.response.status_code': 201,
          },
          status: undefined,
        })
        expect(command).toMatchObject({
          name: 'decide SellSeat',
          kind: SpanKind.INTERNAL,
          parent: request?.context,
          attributes: {
            'watertight.command': 'SellSeat',
            'watertight.outcome': 'accepted',
            'watertight.races': 0,
          },
        })
        expect(spans.every(({ end }) => end !== undefined)).toBe(true)
        const [event] = await store.read('seat-7').toArray()
        expect(event?.meta.trace).toBe(`00-${trace}-${command?.context.spanId}-01`)
      }),
    ))

  it('are timed by the clock of the ports', () =>
    withTracer((spans) =>
      inWorld(async (ports) => {
        await host(ports, {
          context: Office,
          routes: () => ({
            'GET /slow': async () => {
              await ports.clock.sleep(1_500, new AbortController().signal)
              return reply(200, {})
            },
          }),
        })
        await asking(ports, 'office')('GET', '/slow')
        const [start, end] = [spans[0]?.start, spans[0]?.end] as [number, number][]
        const ms = ([seconds, nanos]: [number, number]) => seconds * 1_000 + nanos / 1e6
        expect(ms(end as [number, number]) - ms(start as [number, number])).toBeCloseTo(1_500, 3)
      }),
    ))

  it('tell of a refusal and of a failure', () =>
    withTracer((spans) =>
      inWorld(async (ports) => {
        await host(ports, {
          context: Office,
          routes: () => ({
            'GET /broken': () => {
              throw new Error('broken')
            },
          }),
        })
        const ask = asking(ports, 'office')
        for (const buyer of ['ann', 'bob']) await ask('POST', '/seat/7/sell-seat', { buyer })
        await ask('GET', '/broken')
        const decided = spans.filter(({ name }) => name === 'decide SellSeat')
        expect(decided.map(({ attributes }) => attributes['watertight.outcome'])).toEqual([
          'accepted',
          'refused',
        ])
        expect(decided[1]).toMatchObject({
          attributes: { 'watertight.code': 'SeatTaken' },
          status: undefined,
        })
        expect(spans.find(({ name }) => name === 'GET /broken')).toMatchObject({
          status: { code: SpanStatusCode.ERROR },
          attributes: { 'http.response.status_code': 500, 'watertight.code': 'WT_INTERNAL' },
        })
      }),
    ))

  it('stand for a batch that is heard, and its commands go on in the traces of their messages', () =>
    withTracer((spans) =>
      inWorld(async (ports) => {
        const office = await host(ports, { context: Office })
        const ask = asking(ports, 'office')
        await ask('POST', '/seat/1/sell-seat', { buyer: 'ann' })
        await ask('POST', '/seat/2/sell-seat', { buyer: 'bob' })
        const printer = await host(ports, { context: Printer })
        await until(ports, async () => (await printer.store.head()) === 2)
        const sold = await office.store.readLog().toArray()
        const traces = sold.map(({ meta }) => meta.trace)
        const hear = spans.filter(({ name }) => name === 'hear office')
        expect(hear[0]?.kind).toBe(SpanKind.CONSUMER)
        const links = hear.flatMap((span) => span.links.map(({ context }) => context))
        expect(links.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`)).toEqual(traces)
        const print = spans.filter(({ name }) => name === 'decide PrintTicket')
        expect(print.map(({ parent }) => parent?.spanId)).toEqual(links.map(({ spanId }) => spanId))
      }),
    ))

  it('stand for what an automation performs, with its command inside', () =>
    withTracer((spans) =>
      inWorld(async (ports) => {
        let tries = 0
        const { store } = await host(ports, {
          context: Office,
          readModels: [Unprinted],
          automations: () => [
            {
              name: 'print',
              todo: Unprinted,
              async perform({ seat }) {
                if (++tries === 1) throw new Error('out of ink')
                return send(seat as string, MarkPrinted({ by: 'press' }))
              },
            },
          ],
        })
        await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
        await until(ports, async () => (await store.head()) === 2)
        const [failed, done] = spans.filter(({ name }) => name === 'perform print')
        expect(failed).toMatchObject({
          status: { code: SpanStatusCode.ERROR, message: 'out of ink' },
          attributes: { 'error.type': 'Error' },
          events: [{ name: 'exception', attributes: { 'exception.message': 'out of ink' } }],
        })
        const command = spans.find(({ name }) => name === 'decide MarkPrinted')
        expect(command?.parent).toEqual(done?.context)
      }),
    ))

  it('follow a command of a process to the context that it calls', () =>
    withTracer((spans) =>
      inWorld(async (ports) => {
        const hotels = await host(ports, { context: Hotels })
        const trips = await host(ports, { context: tripsRunning(Reserving) })
        await asking(ports, 'trips')('POST', '/trip/a/book-trip', { room: 'seaside' })
        await until(ports, async () => (await trips.store.head()) === 2)
        const named = (name: string) => spans.filter((span) => span.name === name)
        const [send] = named('send ReserveRoom')
        const [call] = named('POST /room/:id/reserve-room').filter(
          ({ kind }) => kind === SpanKind.CLIENT,
        )
        const [served] = named('POST /room/:id/reserve-room').filter(
          ({ kind }) => kind === SpanKind.SERVER,
        )
        expect(call).toMatchObject({
          parent: send?.context,
          attributes: {
            'http.request.method': 'POST',
            'server.address': 'hotels',
            'url.template': '/room/:id/reserve-room',
            'http.response.status_code': 201,
          },
        })
        expect(served?.parent).toMatchObject({
          traceId: call?.context.traceId,
          spanId: call?.context.spanId,
        })
        expect(named('decide ReserveRoom')[0]?.parent).toEqual(served?.context)
        // from the booking to the room there is one trace, and no span of it hangs in the air
        const traceId = spans[0]?.context.traceId
        const known = new Set(spans.map(({ context }) => context.spanId))
        for (const { context, parent } of spans.filter(
          ({ context }) => context.traceId === traceId,
        ))
          expect(parent === undefined || known.has(parent.spanId), context.spanId).toBe(true)
        const [reserved] = await hotels.store.readLog().toArray()
        expect(reserved?.meta.trace).toContain(traceId)
      }),
    ))

  it('of a client are one for each attempt, and say what came of it', () =>
    withTracer((spans) =>
      inWorld(async (ports) => {
        let asked = 0
        await ports.transport.serve('hotels', async () => {
          if (++asked === 1) return reply(503, {})
          return reply(201, { stream: 'room-seaside', revision: 1, position: 1 })
        })
        const hotels = (given: Ports) => clientFor(given)(HotelLanguage)
        await host(ports, {
          context: Office,
          routes: (_, given) => ({
            'GET /reserve': async () =>
              reply(200, await hotels(given).ReserveRoom('seaside', { trip: 'a' })),
            'GET /nobody': async () => {
              const deadline = given.clock.now() + 1_000
              await given.transport.call({ to: 'nobody', method: 'GET', path: '/7', deadline })
              return reply(200, {})
            },
          }),
        })
        const ask = asking(ports, 'office')
        expect((await ask('GET', '/reserve')).status).toBe(200)
        await ask('GET', '/nobody')
        const calls = spans.filter(({ kind }) => kind === SpanKind.CLIENT)
        const [request] = spans
        expect(
          calls.map(({ name, parent, attributes, status }) => [
            name,
            parent?.spanId === request?.context.spanId,
            attributes['http.response.status_code'] ?? attributes['error.type'],
            status?.code,
          ]),
        ).toEqual([
          ['POST /room/:id/reserve-room', true, 503, SpanStatusCode.ERROR],
          ['POST /room/:id/reserve-room', true, 201, undefined],
          ['GET nobody', false, 'WT_UNREACHABLE', SpanStatusCode.ERROR],
        ])
      }),
    ))

  it('are not made for probes', () =>
    withTracer((spans) =>
      inWorld(async (ports) => {
        await host(ports, { context: Office })
        const { transport } = ports
        for (const path of ['/livez', '/readyz', '/metrics', '/telemetry/recent?limit=1'])
          await transport.call({ to: 'office', method: 'GET', path, deadline: 5_000 })
        expect(spans).toEqual([])
      }),
    ))
})
