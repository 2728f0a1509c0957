import { reply } from '@watertight/ports'
import { VirtualFolder } from '@watertight/ports/virtual'
import { describe, expect, it } from 'vitest'
import { host } from './host.ts'
import { Office, Unprinted } from './test-kit/tickets.ts'
import { officeAuth } from './test-kit/tokens.ts'
import { asking, inWorld } from './test-kit/world.ts'

describe('a hosted context', () => {
  it('says that it lives, that it is ready, and how it stands', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office, status: () => ({ mood: 'good' }) })
      const ask = asking(ports, 'office')
      expect((await ask('GET', '/livez')).status).toBe(200)
      expect((await ask('GET', '/readyz')).status).toBe(200)
      expect((await ask('GET', '/status')).body).toEqual({
        service: 'office',
        head: 0,
        feeds: {},
        automations: {},
        processes: {},
        mood: 'good',
      })
    }))

  it("answers the context's own questions from read models that are as new as the answer before", () =>
    inWorld(async (ports) => {
      await host(ports, {
        context: Office,
        readModels: [Unprinted],
        routes: (store) => ({
          'GET /unprinted': async () => reply(200, await store.rows(Unprinted).find()),
        }),
      })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      expect((await ask('GET', '/unprinted')).body).toEqual([{ seat: '7', since: 1 }])
    }))

  it('tells the history of one aggregate', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await ask('POST', '/seat/7/return-seat', {})
      const { body } = await ask('GET', '/seat/7/history')
      expect(body.stream).toBe('seat-7')
      expect(body.events.map((event: { type: string }) => event.type)).toEqual([
        'SeatSold',
        'SeatReturned',
      ])
    }))

  it('describes itself: its commands, read models and problems, for programs and for people', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office, readModels: [Unprinted] })
      const ask = asking(ports, 'office')
      const { status, body } = await ask('GET', '/openapi.json')
      expect(status).toBe(200)
      expect(body.openapi).toMatch(/^3\.1/)
      expect(Object.keys(body.paths)).toEqual(
        expect.arrayContaining([
          '/seat/{id}/sell-seat',
          '/seat/{id}/history',
          '/feed',
          '/read/unprinted',
          '/read/unprinted/{seat}',
        ]),
      )
      const refused = body.paths['/seat/{id}/sell-seat'].post.responses['412']
      expect(JSON.stringify(refused)).toContain('WT_PRECONDITION_FAILED')
      const page = await ask('GET', '/openapi')
      expect(page).toMatchObject({
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: expect.stringContaining('/seat/{id}/sell-seat'),
      })
    }))

  it('has everything it acknowledged after it was stopped and started again', () =>
    inWorld(async (ports) => {
      const first = await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => ask('POST', `/seat/${n}/sell-seat`, { buyer: 'a' })),
      )
      await first.stop()
      const second = await host(ports, { context: Office })
      expect(await second.store.head()).toBe(answers.filter(({ status }) => status === 201).length)
    }))

  it('answers requests in hand when it stops, and takes no new ones', () =>
    inWorld(async (ports) => {
      const hosted = await host(ports, {
        context: Office,
        routes: () => ({
          'GET /slow': async () => {
            await ports.clock.sleep(300, new AbortController().signal)
            return reply(200, 'done')
          },
        }),
      })
      const slow = asking(ports, 'office')('GET', '/slow')
      await ports.clock.sleep(100, new AbortController().signal)
      await hosted.stop()
      expect((await slow).body).toBe('done')
      await expect(asking(ports, 'office')('GET', '/livez')).rejects.toThrow('WT_UNREACHABLE')
    }))

  it('says that it is not ready before it refuses anything', () =>
    inWorld(async (ports) => {
      const hosted = await host(ports, { context: Office, http: { graceMs: 1_000 } })
      const ask = asking(ports, 'office')
      const stopped = hosted.stop()
      expect((await ask('GET', '/readyz')).status).toBe(503)
      expect((await ask('GET', '/livez')).status).toBe(200)
      expect((await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })).status).toBe(201)
      expect(ports.clock.now()).toBeLessThan(1_000)
      await stopped
      await expect(ask('GET', '/readyz')).rejects.toThrow('WT_UNREACHABLE')
    }))

  it('does not start where other machines could reach it and nobody is asked who he is', () =>
    inWorld(async (ports) => {
      const { transport } = ports
      const open = {
        ...ports,
        transport: {
          isPublic: true,
          call: transport.call.bind(transport),
          open: transport.open.bind(transport),
          serve: transport.serve.bind(transport),
        },
      }
      await expect(host(open, { context: Office })).rejects.toMatchObject({
        code: 'WT_AUTH_MISSING',
        message: expect.stringContaining('office could be reached from other machines'),
      })
      await host(open, { context: Office, auth: officeAuth({ keys: [] }) })
      expect((await asking(ports, 'office')('GET', '/status')).status).toBe(401)
    }))

  it('calls others by the rules of its mesh, and tells what became of it', () =>
    inWorld(async (ports) => {
      const rules = new VirtualFolder()
      rules.write('ways.yaml', awayWithIt)
      const asked: number[] = []
      await host(ports, {
        context: Office,
        mesh: { rules, namespace: 'theatre' },
        routes: (_, { clock, transport }) => ({
          'GET /weather': async () => {
            const call = { to: 'weather', method: 'GET', path: '/', deadline: clock.now() + 100 }
            asked.push((await transport.call(call)).status)
            return reply(200, {})
          },
        }),
      })
      const ask = asking(ports, 'office')
      await ask('GET', '/weather')
      expect(asked).toEqual([418])
      expect((await ask('GET', '/mesh')).body).toMatchObject({
        requests: [{ labels: { response_code: '418' } }],
        events: [],
        problems: [],
      })
    }))

  it('lets operators force a breaker that its rules have made, and give the decision back', () =>
    inWorld(async (ports) => {
      const rules = new VirtualFolder()
      rules.write('doors.yaml', weatherBreaker)
      await host(ports, {
        context: Office,
        mesh: { rules, namespace: 'theatre' },
        routes: (_, { clock, transport }) => ({
          'GET /weather': async () => {
            const call = { to: 'weather', method: 'GET', path: '/', deadline: clock.now() + 100 }
            return reply((await transport.call(call)).status, {})
          },
        }),
      })
      await ports.transport.serve('weather', async () => reply(200, {}))
      const ask = asking(ports, 'office')
      expect((await ask('GET', '/weather')).status).toBe(200)
      const [name = ''] = Object.keys((await ask('GET', '/breakers')).body)
      const path = `/breakers/${encodeURIComponent(name)}`
      await ask('POST', path, { mode: 'forced open' })
      expect((await ask('GET', '/weather')).status).toBe(503)
      await ask('POST', path, { mode: 'forced closed' })
      expect((await ask('GET', '/weather')).status).toBe(200)
    }))

  it('has no mesh to tell of where it has no rules', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      expect((await asking(ports, 'office')('GET', '/mesh')).status).toBe(404)
    }))
})

const awayWithIt = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: weather, namespace: theatre }
spec:
  hosts: [weather]
  http: [{ directResponse: { status: 418 } }]
`

const weatherBreaker = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: weather, namespace: theatre }
spec:
  hosts: [weather.theatre.svc.cluster.local]
  ports: [{ number: 80, name: http, protocol: HTTP }]
  resolution: DNS
  endpoints: [{ address: weather }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: weather
  namespace: theatre
  annotations:
    watertight.dev/circuit-breaker: "{ window: 10s, failureRate: 0.5, minimumCalls: 20, open: 5s }"
spec: { host: weather }
`
