import { EventStoreError } from '@watertight/eventstore'
import { deadlineHeader, type Ports, reply } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { type HostOptions, host } from '../host.ts'
import { Office } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'
import { type HttpOptions, httpDefaults } from './http-options.ts'

const never = new AbortController().signal
const opened = async (ports: Ports, more: Omit<HostOptions, 'context'> = {}) => {
  const hosted = await host(ports, { context: Office, ...more })
  return { ...hosted, ask: asking(ports, 'office') }
}

describe('what a service takes', () => {
  it('is a body of so many bytes', () =>
    inWorld(async (ports) => {
      const { ask } = await opened(ports, { http: { maxBodyBytes: 100 } })
      const body = (length: number) => `{"buyer":"${'ä'.repeat((length - 12) / 2)}"}`
      expect((await ask('POST', '/seat/7/sell-seat', body(100))).status).toBe(201)
      expect(await ask('POST', '/seat/8/sell-seat', body(102))).toMatchObject({
        status: 413,
        body: { code: 'WT_BODY_TOO_LARGE' },
      })
    }))

  it('is a path and headers of so many characters', () =>
    inWorld(async (ports) => {
      const { ask } = await opened(ports, { http: { maxPathLength: 100, maxHeaderLength: 200 } })
      const path = (length: number) => `/problems?${'x'.repeat(length - 10)}`
      expect((await ask('GET', path(100))).status).toBe(200)
      expect(await ask('GET', path(101))).toMatchObject({
        status: 414,
        body: { code: 'WT_PATH_TOO_LONG' },
      })
      const headers = (length: number) =>
        ask('GET', '/problems', undefined, undefined, { 'x-a': 'x'.repeat(length) })
      expect((await headers(100)).status).toBe(200)
      expect(await headers(200)).toMatchObject({
        status: 431,
        body: { code: 'WT_HEADERS_TOO_LARGE' },
      })
    }))

  it('are 256 KiB and ten seconds unless told', () => {
    expect(httpDefaults).toMatchObject({ maxBodyBytes: 262_144, timeLimitMs: 10_000 })
  })

  it.each([
    { maxBodyBytes: 0 },
    { maxPathLength: 1.5 },
    { timeLimitMs: Number.NaN },
    { graceMs: -1 },
    { keepKeysMs: '7d' as never },
    { maxBody: 1 } as HttpOptions,
  ])('is checked when it is told: %j', (http) =>
    inWorld(async (ports) => {
      const [option] = Object.keys(http)
      await expect(opened(ports, { http })).rejects.toThrow(`WT_OPTION_INVALID: http.${option} is`)
    }),
  )
})

describe('the time for a request', () => {
  it('ends with a problem, and its work is told', () =>
    inWorld(async (ports) => {
      let told: unknown
      const { ask } = await opened(ports, {
        http: { timeLimitMs: 1_000 },
        routes: () => ({
          'GET /slow': async ({ signal }) => {
            await ports.clock.sleep(60_000, signal).catch((reason) => {
              told = reason
            })
            return reply(200, 'late')
          },
        }),
      })
      const began = ports.clock.now()
      expect(await ask('GET', '/slow')).toMatchObject({
        status: 504,
        body: { code: 'WT_DEADLINE_EXCEEDED' },
      })
      expect(ports.clock.now() - began).toBeGreaterThanOrEqual(1_000)
      expect(ports.clock.now() - began).toBeLessThan(1_100)
      expect(told).toMatchObject({ message: 'the time for the request is over' })
    }))

  it("is the caller's, where that is shorter", () =>
    inWorld(async (ports) => {
      const given: number[] = []
      const { ask } = await opened(ports, {
        routes: () => ({
          'GET /left': async ({ deadline }) => {
            given.push(Math.round((deadline - ports.clock.now()) / 1_000))
            return reply(200, 1)
          },
        }),
      })
      await ask('GET', '/left')
      const { transport } = ports
      const infinite = { to: 'office', method: 'GET', path: '/left', deadline: Infinity }
      await transport.call(infinite)
      expect(given).toEqual([5, 10])
      const late = await transport.call({ ...infinite, headers: { [deadlineHeader]: '0' } })
      expect(late.status).toBe(504)
    }))

  it('does not end a feed', () =>
    inWorld(async (ports) => {
      await opened(ports, { http: { timeLimitMs: 100 } })
      const { clock, transport } = ports
      const feed = await transport.open({
        ...{ to: 'office', method: 'GET', path: '/feed?after=0' },
        ...{ deadline: clock.now() + 50, idleMs: 10_000 },
      })
      let beats = 0
      for await (const chunk of feed.body) {
        expect(chunk).toBe('\n')
        if (++beats === 3) break
      }
      expect(clock.now()).toBeGreaterThan(9_000)
    }))
})

describe('a service that is overloaded', () => {
  const slow = (ports: Ports, ms: number) => ({
    'GET /slow': async () => {
      await ports.clock.sleep(ms, never)
      return reply(200, 1)
    },
  })

  it('answers so many at once and refuses the others at once, but for those who look after it', () =>
    inWorld(async (ports) => {
      const { ask } = await opened(ports, {
        http: { maxConcurrent: 5 },
        routes: () => ({ ...slow(ports, 500), 'POST /own': () => reply(201, 1) }),
      })
      const answers = Promise.all(Array.from({ length: 8 }, () => ask('GET', '/slow')))
      await ports.clock.sleep(100, never)
      expect(await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })).toMatchObject({
        status: 503,
        headers: { 'retry-after': '1' },
        body: { code: 'WT_OVERLOADED' },
      })
      expect((await ask('POST', '/own')).status).toBe(503)
      for (const path of ['/livez', '/readyz', '/status', '/problems'])
        expect((await ask('GET', path)).status).toBe(200)
      const statuses = (await answers).map(({ status }) => status).toSorted()
      expect(statuses).toEqual([200, 200, 200, 200, 200, 503, 503, 503])
      expect((await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })).status).toBe(201)
    }))

  it('lets fewer in while answers are slow, and more again when they are not', () =>
    inWorld(async (ports) => {
      let ms = 500
      const { ask } = await opened(ports, {
        http: { maxConcurrent: 64, slowAfterMs: 200 },
        routes: () => ({
          'GET /work': async () => {
            await ports.clock.sleep(ms, never)
            return reply(200, 1)
          },
        }),
      })
      const served = async () => {
        const answers = await Promise.all(Array.from({ length: 64 }, () => ask('GET', '/work')))
        return answers.filter(({ status }) => status === 200).length
      }
      expect(await served()).toBe(64)
      for (let round = 0; round < 40; round++) await served()
      const shrunk = await served()
      expect(shrunk).toBeLessThan(24)
      ms = 50
      for (let round = 0; round < 60; round++) await served()
      expect(await served()).toBeGreaterThan(2 * shrunk)
    }))
})

describe('every answer to a request that was let in', () => {
  it('says how far the log was', () =>
    inWorld(async (ports) => {
      const { ask, store } = await opened(ports, {
        routes: () => ({ 'GET /mine': () => reply(200, 1) }),
      })
      const sell = (seat: number) =>
        ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' }, `k${seat}`)
      expect((await sell(1)).headers['x-position']).toBe('1')
      expect((await sell(2)).headers['x-position']).toBe('2')
      // the first answer again
      expect((await sell(1)).headers['x-position']).toBe('1')
      for (const path of [
        '/mine',
        '/status',
        '/seat/1/history',
        '/seat/9/history',
        '/feed?after=x',
      ])
        expect([path, (await ask('GET', path)).headers['x-position']]).toEqual([path, '2'])
      const refused = await ask('POST', '/seat/1/sell-seat', { buyer: 'bob' })
      expect(refused).toMatchObject({ status: 409, headers: { 'x-position': '2' } })
      expect((await ask('POST', '/seat/1/sell-seat', '?')).headers['x-position']).toBe('2')
      expect(await store.head()).toBe(2)
    }))

  it('is a problem where its route has a defect or the log is out of reach', () => {
    const logged: unknown[] = []
    return inWorld(async (given) => {
      const ports = { ...given, log: (...line: unknown[]) => void logged.push(line) }
      const { ask } = await opened(ports, {
        routes: () => ({
          'GET /defect': () => {
            throw new TypeError('no good')
          },
          'GET /away': async () => {
            throw new EventStoreError('WT_DATABASE_UNREACHABLE', 'it is away')
          },
        }),
      })
      expect(await ask('GET', '/defect')).toMatchObject({
        status: 500,
        body: { code: 'WT_INTERNAL', type: '/problems/WT_INTERNAL' },
      })
      expect(JSON.stringify((await ask('GET', '/defect')).body)).not.toContain('no good')
      expect(await ask('GET', '/away')).toMatchObject({
        status: 503,
        headers: { 'retry-after': '1' },
        body: { code: 'WT_STORE_UNAVAILABLE' },
      })
      expect(logged).toContainEqual([
        'error',
        'a request failed',
        expect.objectContaining({
          work: 'GET /defect',
          error: expect.objectContaining({ name: 'TypeError', message: 'no good' }),
        }),
      ])
    })
  })
})
