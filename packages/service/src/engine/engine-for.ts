import type { Engine } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import type { Ports } from '@watertight/ports'

/** Opens the log of a context: where its events and rows are. */
export type EngineFor = (ports: Ports, context: string) => Engine | Promise<Engine>

/** A SQLite file of the service's own storage. */
export const onSqlite: EngineFor = ({ storage }, name) => sqlite({ storage, name })
