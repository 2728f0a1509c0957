import { refuse, send } from '@watertight/domain'
import { type Ports, text } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { tripsWith } from '../test-kit/processes.ts'
import { Reserving } from '../test-kit/reserving.ts'
import { MarkPrinted, Office, Printer, Unprinted } from '../test-kit/tickets.ts'
import { Booking } from '../test-kit/trips.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'

async function metricsOf({ transport, clock }: Ports, to: string) {
  const deadline = clock.now() + 5_000
  const answer = await transport.call({ to, method: 'GET', path: '/metrics', deadline })
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  return text(answer.body).split('\n')
}

describe('metrics', () => {
  it('count commands by what came of them, and refusals by code', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await Promise.all([
        ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1'),
        ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1'),
        ask('POST', '/seat/7/sell-seat', { buyer: 'bob' }),
      ])
      await ask('POST', '/present/1/give-present', { buyer: 'bob' })
      expect(await metricsOf(ports, 'office')).toEqual(
        expect.arrayContaining([
          'watertight_commands_total{command="SellSeat",outcome="accepted"} 1',
          'watertight_commands_total{command="SellSeat",outcome="refused"} 1',
          'watertight_commands_total{command="GivePresent",outcome="refused"} 1',
          'watertight_refusals_total{code="SeatTaken"} 1',
          'watertight_refusals_total{code="NoBuyer"} 1',
          'watertight_log_head 1',
        ]),
      )
    }))

  it('time requests by route, and have no series for what somebody made up', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const { transport } = ports
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await ask('POST', '/seat/8/sell-seat', { buyer: 7 })
      for (let n = 0; n < 20; n++) {
        await ask('POST', `/${n}/${n}/${n}`, {})
        await ask('GET', `/made/up/${n}`)
        await transport.call({ to: 'office', method: `M${n}`, path: '/status', deadline: 5_000 })
      }
      const lines = await metricsOf(ports, 'office')
      const counts = lines.filter((line) =>
        line.startsWith('http_server_request_duration_seconds_count'),
      )
      expect(counts.map((line) => line.slice(line.indexOf('{'))).sort()).toEqual([
        '{method="GET",route="other",status="4xx"} 20',
        '{method="POST",route="/:aggregate/:id/:command",status="4xx"} 20',
        '{method="POST",route="/seat/:id/sell-seat",status="2xx"} 1',
        '{method="POST",route="/seat/:id/sell-seat",status="4xx"} 1',
        '{method="other",route="other",status="4xx"} 20',
      ])
      expect(lines).toContain('http_server_active_requests 0')
    }))

  it('tell requests in hand', () =>
    inWorld(async (ports) => {
      const owner = new AbortController()
      await host(ports, {
        context: Office,
        routes: () => ({
          'GET /slow': async () => {
            await ports.clock.sleep(1_000, owner.signal)
            return { status: 204, headers: {}, body: '' }
          },
        }),
      })
      const slow = asking(ports, 'office')('GET', '/slow')
      await ports.clock.sleep(500, owner.signal)
      expect(await metricsOf(ports, 'office')).toContain('http_server_active_requests 1')
      await slow
      expect(await metricsOf(ports, 'office')).toContain('http_server_active_requests 0')
    }))

  it('tell how far behind a feed is, and that it has caught up', () =>
    inWorld(async (ports) => {
      let silent = true
      const line = (position: number) =>
        `${JSON.stringify({
          ...{ specversion: '1.0', id: `e${position}`, type: 'tickets.SeatSold.v1', subject: '7' },
          ...{
            source: 'office',
            time: '2026-01-01T00:00:00Z',
            data: { buyer: 'ann' },
            position,
            previous: position - 1,
          },
        })}\n`
      await ports.transport.serve('office', async () => ({
        status: 200,
        headers: { 'x-position': '3' },
        body: (async function* () {
          yield line(1)
          while (silent) await ports.clock.sleep(100, new AbortController().signal)
          yield line(2) + line(3)
        })(),
      }))
      await host(ports, { context: Printer })
      const lag = (n: number) => `watertight_feed_lag_positions{feed="office"} ${n}`
      await until(ports, async () => (await metricsOf(ports, 'printer')).includes(lag(2)))
      silent = false
      await until(ports, async () => (await metricsOf(ports, 'printer')).includes(lag(0)))
      expect(await metricsOf(ports, 'printer')).toEqual(
        expect.arrayContaining([
          'watertight_commands_total{command="PrintTicket",outcome="accepted"} 1',
          'watertight_commands_total{command="PrintTicket",outcome="refused"} 2',
          'watertight_refusals_total{code="NotPossibleNow"} 2',
          'watertight_messages_total{feed="office",outcome="handled"} 3',
          'watertight_parked_messages{feed="office"} 0',
        ]),
      )
    }))

  it('tell what an automation has to do', () =>
    inWorld(async (ports) => {
      let isOut = true
      await host(ports, {
        context: Office,
        readModels: [Unprinted],
        automations: () => [
          {
            name: 'print',
            todo: Unprinted,
            async perform({ seat }) {
              if (isOut) throw new Error('out of ink')
              return send(seat as string, MarkPrinted({ by: 'press' }))
            },
          },
        ],
      })
      const ask = asking(ports, 'office')
      for (const seat of [1, 2, 3]) await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' })
      const pending = (n: number) => `watertight_automation_pending_rows{automation="print"} ${n}`
      expect(await metricsOf(ports, 'office')).toContain(pending(3))
      isOut = false
      await until(ports, async () => (await metricsOf(ports, 'office')).includes(pending(0)))
    }))

  it('tell what a process manager has to do, and what is sent again', () =>
    inWorld(async (ports) => {
      let isOut = true
      const trips = await tripsWith(ports, Booking, () => {
        if (isOut) throw new Error('no answer')
        return undefined
      })
      const of = async (figure: string) => {
        const name = `watertight_process_${figure}{process="Booking"`
        const line = (await metricsOf(ports, 'trips')).find((one) => one.startsWith(name))
        return Number(line?.split(' ').at(-1))
      }
      expect(await of('running')).toBe(0)
      await trips.book('a')
      await trips.settled({ running: 1, alarms: 2, sending: 2, position: 2 })
      expect([await of('running'), await of('alarms'), await of('sending')]).toEqual([1, 2, 2])
      expect([await of('held_up'), await of('lag_positions')]).toEqual([0, 0])
      await until(ports, async () => (await of('retries_total')) >= 3)
      isOut = false
      await trips.settled({ running: 0, alarms: 0, sending: 0 })
      expect([await of('running'), await of('alarms'), await of('sending')]).toEqual([0, 0, 0])
    }))

  it('tell for how long a process has been held up', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Reserving, () => refuse('NoBed', 'the attic has no bed'))
      await trips.book('a', 'attic')
      await until(ports, async () => (await trips.status()).heldUp.length === 1)
      await ports.clock.sleep(90_000, new AbortController().signal)
      const lines = await metricsOf(ports, 'trips')
      expect(lines).toContain('watertight_process_held_up{process="Reserving"} 1')
      const name = 'watertight_process_oldest_seconds{process="Reserving"} '
      const oldest = Number(lines.find((line) => line.startsWith(name))?.slice(name.length))
      expect(oldest).toBeGreaterThanOrEqual(90)
      expect(oldest).toBeLessThan(91)
    }))

  it('belong to one host: two in a process do not count each other', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      await host(ports, { context: Printer })
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const printer = await metricsOf(ports, 'printer')
      expect(printer.some((line) => line.includes('SellSeat'))).toBe(false)
    }))
})
