import type { EventType } from '@watertight/domain'
import { type EventStore, eventStore, memory } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { systemClock as clock, fileStorage } from '@watertight/ports/node'
import { Underwriting } from '../context.ts'

const events = Underwriting.owns.flatMap((owner) => owner.events as EventType[])
const ports = () => ({ clock, ids: uuidv7(clock, seededRandom(1)) })

/** The log of underwriting as a file of this folder. */
export const openFile = (folder: string): Promise<EventStore<EventType>> =>
  eventStore<EventType>({
    engine: sqlite({ storage: fileStorage(folder), name: 'underwriting' }),
    events,
    ports: ports(),
  })

export const openMemory = (): Promise<EventStore<EventType>> =>
  eventStore<EventType>({ engine: memory(), events, ports: ports() })
