import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { send } from '@watertight/domain'
import { reply } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { MarkPrinted, Office, Printer, Unprinted } from '../test-kit/tickets.ts'
import { withTracer } from '../test-kit/tracer.ts'
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
