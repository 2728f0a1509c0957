import type { EventType } from '@watertight/domain'
import { type Engine, type EventStore, eventStore, memory } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { systemClock as clock, fileStorage, nodePorts } from '@watertight/ports/node'
import { onPostgres } from '@watertight/service/postgres'
import { Underwriting } from '../context.ts'

const events = Underwriting.owns.flatMap((owner) => owner.events as EventType[])
export const systemPorts = () =>
  nodePorts({ service: 'test', folder: '', directory: new Map(), log: () => {} })
const ports = () => ({ clock, ids: uuidv7(clock, seededRandom(1)) })

const openOn = (engine: Engine): Promise<EventStore<EventType>> =>
  eventStore<EventType>({ engine, events, ports: ports() })

/** The log of underwriting as a file of this folder. */
export const openFile = (folder: string, name = 'underwriting') =>
  openOn(sqlite({ storage: fileStorage(folder), name }))

/** The log of a system that was started with `--postgres` and this address. */
export const openPostgres = async (connection: string) =>
  openOn(await onPostgres({ connection })(systemPorts(), Underwriting.name))

export const openMemory = () => openOn(memory())
