import { become, cancel, done, type Step, send, wake } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { decider as deciding } from '../decider.ts'
import { telemetry } from '../telemetry/telemetry.ts'
import { logOf } from '../test-kit/processes.ts'
import { Booking, BookTrip, Remind, tripsRunning } from '../test-kit/trips.ts'
import { inWorld } from '../test-kit/world.ts'
import { deliverHere } from './deliver.ts'
import { ledger } from './ledger.ts'
import { Alarms, type CommandRow, Commands, Instances, Processes } from './tables.ts'

const Trips = tripsRunning(Booking)
const at = new Date('2026-01-01T00:00:00Z')
const cause = { causation: 'event-1', correlation: 'story-7' }
const zero = { process: 'Booking', position: 0, running: 0, alarms: 0, sending: 0 }

async function open(ports: Ports) {
  const store = await logOf(ports, Trips)
  await store.write([Processes.claim(zero)])
  const changed: string[] = []
  const book = ledger(Booking, store, () => 'trips', {
    alarms: () => changed.push('alarms'),
    commands: () => changed.push('commands'),
  })
  const answering = async (...steps: readonly Step[]) =>
    book.commit(await book.load('a'), { steps, cause, at })
  const totals = () => store.rows(Processes).get({ process: 'Booking' })
  return { store, book, answering, totals, changed }
}

describe('the ledger of a process manager', () => {
  it('takes an answer whole: state, alarms and commands, and tells who has to look', () =>
    inWorld(async (ports) => {
      const { store, answering, totals, changed } = await open(ports)
      const steps = [become({ is: 'Booking' }), wake('GiveUp', { in: '1 hour' })]
      await answering(...steps, send('a', Remind({})), send('a', Remind({})))
      expect(await store.rows(Instances).find()).toMatchObject([
        { state: '{"is":"Booking"}', done: 0, reactions: 1, sent: 2, carried: 0 },
      ])
      expect(await store.rows(Alarms).find()).toMatchObject([
        { alarm: 'GiveUp', due: at.getTime() + 3_600_000, correlation: 'story-7' },
      ])
      expect(await store.rows(Commands).find()).toMatchObject([
        { number: 0, turn: 'next', type: 'Remind', meta: JSON.stringify(cause) },
        { number: 1, turn: 'queued', type: 'Remind', data: '{}' },
      ])
      expect(await totals()).toEqual({ ...zero, running: 1, alarms: 1, sending: 2 })
      expect(changed).toEqual(['alarms', 'commands'])
    }))

  it('counts what there is, whatever is said twice', () =>
    inWorld(async (ports) => {
      const { answering, totals } = await open(ports)
      const later = wake('GiveUp', { in: '1 hour' })
      for (const steps of [[later], [later, cancel('Departure')], [become({ is: 'New' })]])
        await answering(...steps)
      expect(await totals()).toMatchObject({ running: 1, alarms: 1 })
      await answering(done())
      await answering(done())
      expect(await totals()).toMatchObject({ running: 0, alarms: 0 })
    }))

  it('takes nothing of an answer to what has changed since', () =>
    inWorld(async (ports) => {
      const { store, book, totals } = await open(ports)
      const answer = { steps: [become({ is: 'CalledOff' }), send('a', Remind({}))], cause, at }
      const isNew = await book.load('a')
      expect(await book.commit(isNew, answer)).toBe(true)
      expect(await book.commit(isNew, answer)).toBe(false)
      const later = await book.load('a')
      expect(await book.commit(later, answer)).toBe(true)
      expect(await book.commit(later, answer)).toBe(false)
      expect(await totals()).toMatchObject({ running: 1, sending: 2 })
      expect(await store.rows(Commands).find()).toHaveLength(2)
    }))

  it('has a command carried out once, also by two hosts that have read it', () =>
    inWorld(async (ports) => {
      const { store, answering, totals } = await open(ports)
      const decider = deciding(Trips, store, ports.clock, telemetry(Trips, ports))
      await decider.execute('a', BookTrip({ room: 'seaside' }))
      await answering(send('a', Remind({})), send('a', Remind({})))
      const [row] = (await store.rows(Commands).find()) as [CommandRow]
      const deliver = deliverHere(store, decider)
      const { signal } = new AbortController()
      for (let host = 0; host < 2; host++) await deliver(row, Remind({}), cause, signal)
      expect(await store.head()).toBe(2)
      expect(await totals()).toMatchObject({ sending: 1 })
      expect(await store.rows(Commands).find()).toMatchObject([{ number: 1, turn: 'next' }])
    }))
})
