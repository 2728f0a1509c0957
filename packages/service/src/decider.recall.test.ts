import type { EventType } from '@watertight/domain'
import { eventStore, memory } from '@watertight/eventstore'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decider } from './decider.ts'
import { telemetry } from './telemetry/telemetry.ts'
import { Office } from './test-kit/tickets.ts'
import { inWorld } from './test-kit/world.ts'

interface OneLog {
  /** A process of its own: it recalls what it did itself. */
  start(): Promise<ReturnType<typeof decider>['execute']>
  /** How often the log was read for a state. */
  loads(): number
  metrics(): Promise<string>
}

const onOneLog = (test: (log: OneLog) => Promise<void>) =>
  inWorld(async (ports) => {
    const events = Office.owns.flatMap((owner) => owner.events as EventType[])
    const engine = memory()
    let loads = 0
    const observed = telemetry(Office, ports)
    await test({
      async start() {
        const store = await eventStore<EventType>({ engine, events, keepStates: 100, ports })
        const load: typeof store.load = (...asked) => {
          loads++
          return store.load(...asked)
        }
        return decider(Office, { ...store, load }, ports.clock, observed).execute
      },
      loads: () => loads,
      metrics: () => observed.metrics.registry.metrics(),
    })
  })

const sell = (buyer: string) => ({ type: 'SellSeat', data: { buyer } })
const giveBack = { type: 'ReturnSeat', data: {} }
const print = { type: 'MarkPrinted', data: { by: 'printer' } }

describe('a process', () => {
  it('reads a stream once for commands that follow each other', () =>
    onOneLog(async ({ start, loads }) => {
      const execute = await start()
      for (const command of [sell('ann'), giveBack, sell('bob'), print])
        expect(await execute('7', command)).toMatchObject({ is: 'decided', events: 1 })
      expect(loads()).toBe(1)
    }))

  it('reads no stream for commands that begin one, once it knows them', () =>
    onOneLog(async ({ start, loads }) => {
      const execute = await start()
      for (let seat = 1; seat <= 9; seat++) await execute(String(seat), sell('ann'))
      expect(loads()).toBe(2)
      expect(await (await start())('9', sell('bob'))).toMatchObject({ refused: 'SeatTaken' })
    }))

  it('reads each stream again for commands that began one only now and then', () =>
    onOneLog(async ({ start, loads }) => {
      const [other, execute] = [await start(), await start()]
      for (let seat = 0; seat < 100; seat += 2) await other(String(seat), sell('ann'))
      const before = loads()
      for (let seat = 0; seat < 100; seat++) await execute(String(seat), sell('bob'))
      expect(loads() - before).toBe(100)
    }))

  it('refuses nothing on what it recalls: another may have been there since', () =>
    onOneLog(async ({ start, loads }) => {
      const [one, other] = [await start(), await start()]
      await one('7', sell('ann'))
      await other('7', giveBack)
      expect(await one('7', sell('bob'))).toMatchObject({ is: 'decided', revision: 3 })
      expect(loads()).toBe(3)
    }))

  it('stores nothing on what it recalls: the stream may be behind it', () =>
    onOneLog(async ({ start, metrics }) => {
      const [one, other] = [await start(), await start()]
      await one('7', sell('ann'))
      await other('7', print)
      expect(await one('7', giveBack)).toMatchObject({ is: 'decided', events: 0, revision: 2 })
      // nobody was faster: this one was behind
      expect(await metrics()).not.toContain('watertight_command_races_total{command="ReturnSeat"}')
    }))

  it('meets no condition on what it recalls', () =>
    onOneLog(async ({ start }) => {
      const [one, other] = [await start(), await start()]
      await one('7', sell('ann'))
      await other('7', giveBack)
      const expected = { expect: [1] }
      expect(await one('7', giveBack, expected)).toEqual({ is: 'unmet', revision: 2 })
    }))

  it('answers as one that recalls nothing, whoever else is at work', async () => {
    const commands = [sell('ann'), giveBack, print]
    const step = fc.record({
      process: fc.nat(2),
      seat: fc.constantFrom('1', '2'),
      command: fc.constantFrom(...commands),
      expected: fc.option(fc.nat(4), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const answers = async (forgetful: boolean) => {
          const all: unknown[] = []
          await onOneLog(async ({ start }) => {
            const processes = [await start(), await start(), await start()]
            for (const { process, seat, command, expected } of steps) {
              const execute = forgetful
                ? await start()
                : (processes[process] as (typeof processes)[0])
              all.push(
                await execute(seat, command, expected === undefined ? {} : { expect: [expected] }),
              )
            }
          })
          return all
        }
        expect(await answers(false)).toEqual(await answers(true))
      }),
      { numRuns: 60 },
    )
  })
})
