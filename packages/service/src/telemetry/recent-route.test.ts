import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'

describe('GET /telemetry/recent', () => {
  it('tells what was done last, newest first', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await ask('POST', '/seat/7/sell-seat', { buyer: 'bob' })
      const { recent } = (await ask('GET', '/telemetry/recent?limit=2')).body
      const told = {
        start: expect.stringMatching(/^2026-01-01T00:00:0\d\.\d{3}Z$/),
        ms: expect.any(Number),
        trace: expect.stringMatching(/^[0-9a-f]{32}$/),
        span: expect.stringMatching(/^[0-9a-f]{16}$/),
        correlation: expect.stringMatching(/^[0-9a-f-]{36}$/),
      }
      expect(recent).toEqual([
        {
          ...told,
          kind: 'request',
          name: 'POST /seat/:id/sell-seat',
          status: 409,
          code: 'SeatTaken',
        },
        {
          ...told,
          ...{ kind: 'command', name: 'decide SellSeat', status: 'refused', code: 'SeatTaken' },
          parent: recent[0].span,
          trace: recent[0].trace,
        },
      ])
      const { trace } = recent[0]
      const one = (await ask('GET', `/telemetry/recent?trace=${trace}`)).body.recent
      expect(one).toEqual(recent)
      expect((await ask('GET', '/telemetry/recent')).body.recent).toHaveLength(4)
    }))

  it('keeps as many as it was told to', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office, telemetry: { recent: 3 } })
      const ask = asking(ports, 'office')
      for (let seat = 0; seat < 9; seat++) await ask('GET', `/seat/${seat}/history`)
      expect((await ask('GET', '/telemetry/recent')).body.recent).toHaveLength(3)
    }))

  it('has a bound for each piece, whatever the caller sends', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ports.transport.call({
        to: 'office',
        method: 'X'.repeat(2_000),
        path: `/${'p'.repeat(8_000)}?${'q'.repeat(8_000)}`,
        headers: { 'x-correlation-id': 'c'.repeat(128), 'x-request-id': 'r'.repeat(10_000) },
        deadline: 5_000,
      })
      const [done] = (await ask('GET', '/telemetry/recent')).body.recent
      expect(done).toMatchObject({ name: 'HTTP', status: 414, correlation: 'c'.repeat(128) })
      expect(JSON.stringify(done).length).toBeLessThan(1_000)
    }))

  it.each(['limit=-1', 'limit=x', 'limit=10001', 'trace=abc', 'trace=00-1'])(
    'does not take %s',
    (query) =>
      inWorld(async (ports) => {
        await host(ports, { context: Office })
        expect(await asking(ports, 'office')('GET', `/telemetry/recent?${query}`)).toMatchObject({
          status: 422,
          body: { code: 'WT_QUERY_INVALID' },
        })
      }),
  )

  it('refuses a size that is none when the host starts', () =>
    inWorld(async (ports) => {
      await expect(host(ports, { context: Office, telemetry: { recent: 0 } })).rejects.toThrow(
        'WT_OPTION_INVALID',
      )
    }))
})
