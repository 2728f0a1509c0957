import { describe, expect, it } from 'vitest'
import { decider } from '../decider.ts'
import { host } from '../host.ts'
import { Office } from '../test-kit/tickets.ts'
import { inWorld } from '../test-kit/world.ts'
import { telemetry } from './telemetry.ts'

const sell = (buyer: string) => ({ type: 'SellSeat', data: { buyer } })

describe('a decision', () => {
  it('counts the races it lost, and is refused or accepted once', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const observed = telemetry(Office, ports)
      const { execute } = decider(Office, store, ports.clock, observed)
      // both load the empty seat before either appends
      await Promise.all([execute('7', sell('ann')), execute('7', sell('bob'))])
      const text = await observed.metrics.registry.metrics()
      expect(text).toContain('watertight_command_races_total{command="SellSeat"} 1')
      expect(text).toContain('watertight_commands_total{command="SellSeat",outcome="accepted"} 1')
      expect(text).toContain('watertight_commands_total{command="SellSeat",outcome="refused"} 1')
    }))

  it('outside of other work has the cause it is given, and keeps what else it is told', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const { execute } = decider(Office, store, ports.clock, telemetry(Office, ports))
      const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
      const meta = { causation: 'alarm:7', correlation: 'story', trace, by: 'desk' }
      await execute('7', sell('ann'), { meta })
      const [event] = await store.read('seat-7').toArray()
      expect(event?.meta).toEqual({
        ...meta,
        trace: expect.stringMatching('^00-0af7651916cd43dd8448eb211c80319c-'),
      })
      expect(event?.meta.trace).not.toBe(trace)
    }))

  it.each([
    ['decided', 'accepted'],
    ['taken', 'repeated'],
    ['unmet', 'refused'],
  ])('that is %s counts as %s', (is, outcome) =>
    inWorld(async (ports) => {
      const observed = telemetry(Office, ports)
      await observed.deciding('SellSeat', undefined, async () => ({ is }))
      const text = await observed.metrics.registry.metrics()
      expect(text).toContain(`watertight_commands_total{command="SellSeat",outcome="${outcome}"} 1`)
    }),
  )

  it('that throws counts as failed, and throws what it threw', () =>
    inWorld(async (ports) => {
      const observed = telemetry(Office, ports)
      const broken = new Error('broken')
      const run = () => Promise.reject(broken)
      await expect(observed.deciding('SellSeat', undefined, run)).rejects.toBe(broken)
      expect(await observed.metrics.registry.metrics()).toContain('outcome="failed"} 1')
    }))
})
