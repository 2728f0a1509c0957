import { send } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import type { Automation } from './automation.ts'
import { host } from './host.ts'
import { MarkPrinted, Office, Unprinted } from './test-kit/tickets.ts'
import { asking, inWorld, until } from './test-kit/world.ts'

type Row = { readonly seat: string; readonly since: number }
const printing = (
  perform: (row: Row, signal: AbortSignal) => Promise<void>,
  more: Partial<Automation> = {},
): Automation => ({
  name: 'print',
  todo: Unprinted,
  orderBy: ['since'],
  async perform(row: Row, signal) {
    await perform(row, signal)
    return send(row.seat, MarkPrinted({ by: 'printer 1' }))
  },
  ...more,
})

describe('an automation', () => {
  it('does what is on its list, what comes later too, each once', () =>
    inWorld(async (ports) => {
      const printed: string[] = []
      const { store } = await host(ports, {
        context: Office,
        readModels: [Unprinted],
        automations: () => [printing(async ({ seat }) => void printed.push(seat))],
      })
      const ask = asking(ports, 'office')
      for (let seat = 1; seat <= 40; seat++)
        await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' })
      await until(ports, async () => (await store.head()) === 80)
      expect(printed.sort()).toEqual(Array.from({ length: 40 }, (_, i) => String(i + 1)).sort())
      expect(await store.rows(Unprinted).find()).toEqual([])
    }))

  it('has as many in hand as it may, and no more', () =>
    inWorld(async (ports) => {
      let inHand = 0
      let most = 0
      const { store } = await host(ports, {
        context: Office,
        readModels: [Unprinted],
        automations: () => [
          printing(
            async (_, signal) => {
              most = Math.max(most, ++inHand)
              await ports.clock.sleep(50, signal)
              inHand--
            },
            { concurrency: 4 },
          ),
        ],
      })
      const ask = asking(ports, 'office')
      await Promise.all(
        Array.from({ length: 30 }, (_, n) => ask('POST', `/seat/${n}/sell-seat`, { buyer: 'a' })),
      )
      await until(ports, async () => (await store.head()) === 60)
      expect(most).toBe(4)
    }))

  it('tries again what fails, later and later, while the others go on', () =>
    inWorld(async (ports) => {
      const tries: number[] = []
      const { store } = await host(ports, {
        context: Office,
        readModels: [Unprinted],
        automations: () => [
          printing(
            async ({ seat }) => {
              if (seat !== '1') return
              tries.push(ports.clock.now())
              if (tries.length < 5) throw new Error('out of paper')
            },
            { concurrency: 2 },
          ),
        ],
      })
      const ask = asking(ports, 'office')
      for (const seat of [1, 2, 3, 4]) await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'a' })
      await until(ports, async () => (await store.head()) === 8)
      const log = await store.readLog().toArray()
      expect(log.at(-1)).toMatchObject({ type: 'TicketPrinted', stream: 'seat-1' })
      const pauses = tries.slice(1).map((at, i) => at - (tries[i] as number))
      expect(pauses).toHaveLength(4)
      expect(pauses[3]).toBeGreaterThan(pauses[0] as number)
    }))

  it('asks nobody while it is told when asking makes sense again', () =>
    inWorld(async (ports) => {
      let asked = 0
      const open = Object.assign(new Error('open'), { facts: { retryAfterMs: 10_000 } })
      const { store } = await host(ports, {
        context: Office,
        readModels: [Unprinted],
        automations: () => [
          printing(
            async () => {
              asked++
              if (ports.clock.now() < 10_000) throw open
            },
            {
              concurrency: 1,
            },
          ),
        ],
      })
      const ask = asking(ports, 'office')
      for (const seat of [1, 2, 3]) await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'a' })
      await until(ports, async () => (await store.head()) === 6)
      expect(asked).toBe(4)
    }))

  it('begins after a restart with what is still on the list', () =>
    inWorld(async (ports) => {
      let broken = true
      const options = {
        context: Office,
        readModels: [Unprinted],
        automations: () => [
          printing(async () => {
            if (broken) throw new Error('no power')
          }),
        ],
      }
      const first = await host(ports, options)
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await first.stop()
      broken = false
      const { store } = await host(ports, options)
      await until(ports, async () => (await store.head()) === 2)
    }))

  it('goes on when its list could not be read for a while', () =>
    inWorld(async (ports) => {
      let failures = 3
      const { store } = await host(ports, {
        context: Office,
        readModels: [Unprinted],
        automations: (real) => {
          const { find, get } = real.rows(Unprinted)
          const rows = () => ({
            get,
            find: async (options: Parameters<typeof find>[0]) => {
              if (failures-- > 0) throw new Error('disk I/O error')
              return find(options)
            },
          })
          // the automation reads through the store that it is given
          Object.assign(real, { rows })
          return [printing(async () => {})]
        },
      })
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await until(ports, async () => (await store.head()) === 2)
      expect(failures).toBeLessThan(0)
    }))
})
