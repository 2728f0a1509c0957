import { become, type EventType, processManager, send } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { decider as deciding } from '../decider.ts'
import { telemetry } from '../telemetry/telemetry.ts'
import { logOf } from '../test-kit/processes.ts'
import { BookTrip, PriceTrip, Remind, TripBooked, tripsRunning } from '../test-kit/trips.ts'
import { inWorld, until } from '../test-kit/world.ts'
import { runProcess } from './run-process.ts'
import { Commands, Instances, Processes } from './tables.ts'

const count = 100

/** Tells which trips it was told of, and in which order, by what it sends. */
const reacting = (onBooked: (id: string) => void) =>
  processManager('Telling', {
    hears: [TripBooked],
    sends: [PriceTrip, Remind],
    initial: () => ({ heard: 0 }),
  }).on({
    events: {
      TripBooked: (_, { heard }, { id }) => {
        onBooked(id)
        return [become({ heard: heard + 1 }), send(id, Remind({}))]
      },
    },
    alarms: {},
  })

interface Hearing {
  readonly store: EventStore<EventType>
  /** Syncs to disk since the bookings. */
  syncs(): number
  /** Hears with this in place of the store until its checkpoint is there. */
  hear(until: number, hand?: Partial<EventStore<EventType>>): Promise<void>
}

/** A log of bookings, and a process manager that hears it. */
async function hearing(ports: Ports, onBooked: (id: string) => void = () => {}): Promise<Hearing> {
  let syncs = 0
  const storage: Ports['storage'] = {
    open(name) {
      const database = ports.storage.open(name)
      const exec = database.exec.bind(database)
      database.exec = (sql) => {
        if (sql === 'commit') syncs++
        exec(sql)
      }
      return database
    },
  }
  const manager = reacting(onBooked)
  const context = tripsRunning(manager)
  const store = await logOf({ ...ports, storage }, context)
  const observed = telemetry(context, ports)
  const { execute } = deciding(context, store, ports.clock, observed)
  for (let n = 0; n < count; n++) await execute(`t${n}`, BookTrip({ room: 'seaside' }))
  syncs = 0
  return {
    store,
    syncs: () => syncs,
    async hear(to, hand = {}) {
      const given = { ...store, ...hand }
      // nobody sends: the rows stay as the hearing left them
      const decider = deciding(context, given, ports.clock, observed)
      const idle = { ...decider, execute: () => new Promise<never>(() => {}) }
      const process = runProcess(context, manager, given, idle, observed, new Map())
      const owner = new AbortController()
      void process.run(owner.signal)
      await until(ports, async () => (await process.status()).position >= to)
      owner.abort()
    },
  }
}

const everyOnce = Array.from({ length: count }, (_, n) => `t${n}`)
const heardBy = async (store: EventStore<EventType>) => {
  const rows = await store.rows(Instances).find()
  const sent = await store.rows(Commands).find()
  return {
    heard: rows.map(({ instance, state }) => [instance, JSON.parse(state).heard]).sort(),
    sent: sent.map(({ instance }) => instance).sort(),
    checkpoint: (await store.rows(Processes).get({ process: 'Telling' }))?.position,
  }
}
const all = {
  heard: everyOnce.map((id) => [id, 1]).sort(),
  sent: [...everyOnce].sort(),
  checkpoint: count,
}

describe('events of different processes', () => {
  it('are answered in order, each once, and many in one sync to disk', () =>
    inWorld(async (ports) => {
      const order: string[] = []
      const log = await hearing(ports, (id) => order.push(id))
      await log.hear(count)
      expect(order).toEqual(everyOnce)
      expect(await heardBy(log.store)).toEqual(all)
      expect(log.syncs()).toBeLessThan(count / 10)
    }))

  it('are answered again, those behind as well, where one of the processes has changed meanwhile', () =>
    inWorld(async (ports) => {
      const log = await hearing(ports)
      let writes = 0
      const write: typeof log.store.write = (rows, options) => {
        if (++writes === 20) {
          const [instance] = everyOnce.slice(30)
          const row = { process: 'Telling', instance: instance as string, state: '{"heard":10}' }
          const counts = { done: 0, reactions: 1, sent: 0, carried: 0 }
          // it is in line before the answer that rests on the process as it was
          void log.store.write([Instances.put({ ...row, ...counts })])
        }
        return log.store.write(rows, options)
      }
      await log.hear(count, { write })
      expect(await heardBy(log.store)).toEqual({
        ...all,
        heard: everyOnce.map((id, n) => [id, n === 30 ? 11 : 1]).sort(),
      })
    }))

  it('are answered up to the one that cannot be handled', () =>
    inWorld(async (ports) => {
      let isBroken = true
      const log = await hearing(ports, (id) => {
        if (isBroken && id === 't40') throw new TypeError('no')
      })
      await log.hear(40)
      expect(await heardBy(log.store)).toEqual({
        heard: everyOnce
          .slice(0, 40)
          .map((id) => [id, 1])
          .sort(),
        sent: everyOnce.slice(0, 40).sort(),
        checkpoint: 40,
      })
      isBroken = false
      await log.hear(count)
      expect(await heardBy(log.store)).toEqual(all)
    }))
})
