import type { EventType, Projection, Table } from '@watertight/domain'
import type { Clock, Ids, Random } from '@watertight/ports'
import { appending } from './append/append.ts'
import { groupCommit } from './append/group-commit.ts'
import { checkTable, checkWhole } from './check.ts'
import { closable } from './closable.ts'
import { codec } from './codec.ts'
import { consuming } from './consume/consume.ts'
import type { ConsumeOptions } from './consume/consumer.ts'
import type { Core } from './core.ts'
import type { Engine, Transaction } from './engine.ts'
import type { EventStore } from './event-store.ts'
import { openInline } from './project/inline.ts'
import { projecting } from './project/project.ts'
import { rowReading } from './project/rows.ts'
import { verifying } from './project/verify.ts'
import { keptStates } from './read/kept-states.ts'
import { loading } from './read/load.ts'
import { reading } from './read/read.ts'
import { snapshots } from './read/snapshots.ts'
import { changes } from './subscribe/changes.ts'
import { subscribing } from './subscribe/subscribe.ts'
import { withTail } from './subscribe/tail.ts'
import { system } from './system-tables.ts'

export interface StoreOptions<E extends EventType> {
  readonly engine: Engine
  /** Every event of the log, those of old releases included. */
  readonly events: readonly E[]
  /** Read models kept in the append's own transaction. */
  readonly inline?: readonly Projection<NoInfer<E>>[]
  /** A service's own tables, written by `writes`. */
  readonly tables?: readonly Table<any, any>[]
  /** Events of a stream between two snapshots that are kept of it; none unless told. States must be plain JSON, others are folded each time. */
  readonly snapshotEvery?: number
  /** States that are kept in memory, those used last: `load` reads only what came since, and `recall` asks nobody; none unless told. They are shared: a fold must not change the state that it is given, nor a caller the one that it gets. */
  readonly keepStates?: number
  /** Events at the end of the log that are kept in memory once this process has stored them, for those who follow it live; none unless told. */
  readonly keepTail?: number
  /** With `random`, the polls of many processes on one server are spread. */
  readonly ports: { readonly clock: Clock; readonly ids: Ids; readonly random?: Random }
}

/** Opens a log: creates what is missing, completes the inline projections, and refuses a layout it does not know. */
export async function eventStore<E extends EventType>(
  options: StoreOptions<E>,
): Promise<EventStore<E>> {
  const { engine, inline = [], tables = [], ports } = options
  const { snapshotEvery = 0, keepStates = 0, keepTail = 0 } = options
  checkWhole('snapshotEvery', snapshotEvery, 0)
  checkWhole('keepStates', keepStates, 0)
  checkWhole('keepTail', keepTail, 0)
  const { clock, ids } = ports
  const open = closable(keepTail > 0 ? withTail(engine, keepTail) : engine)
  const group = groupCommit(open, clock)
  const known = new Map<string, Table>()
  const core: Core = {
    engine: open,
    words: codec(options.events),
    clock,
    ids,
    tables: known,
    changes: changes(open, clock, ports.random),
    commit: group.commit,
    async declare(more) {
      for (const table of more) checkTable(table)
      await open.open(more)
      for (const table of more) known.set(table.name, table)
    },
  }
  const subscribe = subscribing(core)
  const consume = consuming(core, subscribe)

  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= (async () => {
      await consume.stopAll()
      core.changes.close()
      await group.close()
      open.shut()
      await engine.close()
    })()
    return closing
  }

  try {
    const own = Object.values(system)
    await open.open(own)
    for (const table of own) known.set(table.name, table)
    await core.declare(tables)
    const kept = await openInline(core, consume, inline)
    const reads = reading(core)
    const past = snapshots(core, snapshotEvery)
    const states = keptStates(keepStates, past)
    const projections = projecting(core, consume, kept)
    const store = {
      ...appending(core, reads.read, kept, states),
      ...loading(core, reads, states, past),
      within: ({ commit }: Transaction) => appending({ ...core, commit }, reads.read, kept),
      read: reads.read,
      readLog: reads.readLog,
      subscribe,
      consume: (name: string, how: ConsumeOptions<any>) => consume(name, how),
      project: projections.project,
      rebuild: kept.rebuild,
      rows: rowReading(core, projections),
      verify: verifying(core, reads, kept, projections),
      head: () => open.head(),
      close,
    }
    // the parts work on stored text and names; the interface is what the words promise
    return store as unknown as EventStore<E>
  } catch (error) {
    await close()
    throw error
  }
}
