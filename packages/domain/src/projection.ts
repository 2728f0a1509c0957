import type { DataOf, EventType, Message, MessageOf, Named, Names } from './message.ts'
import { own } from './own.ts'
import type { Columns, Table } from './rows/columns.ts'
import { type Rows, rowsOf } from './rows/table.ts'
import type { Stamp, Write } from './rows/write.ts'

/** About the event being projected. Stamps may be stored in a row; what a fold computes with is in the event's data. */
export interface Recording {
  readonly stream: string
  /** The event's own id; which order or loan it is about stands in its data. */
  readonly id: string
  readonly position: Stamp
  readonly revision: Stamp
  readonly at: Stamp
}

/** A read model: one table, and what each event heard writes to it. */
export interface Projection<
  E extends EventType = EventType,
  C extends Columns = any,
  K extends keyof C & string = any,
> extends Table<C, K> {
  /** Raise it when the writes change their meaning: the table is then built anew. */
  readonly version: number
  readonly hears: readonly E[]
  project(event: MessageOf<E>, recording: Recording): readonly Write[]
}

type Handlers<E extends EventType, C extends Columns, K extends keyof C & string> = {
  readonly [N in Names<E>]: (
    data: DataOf<Named<E, N>>,
    recording: Recording,
    rows: Rows<C, K>,
  ) => Write | readonly Write[]
}

/** A read model as a pure fold: each event heard answers with the writes to its rows. A missing handler does not compile. */
export function projection<
  E extends EventType,
  const C extends Columns,
  const K extends keyof C & string,
>(
  name: string,
  words: {
    readonly version?: number
    readonly hears: readonly E[]
    readonly columns: C
    readonly key: readonly K[]
    readonly indexes?: readonly (readonly (keyof C & string)[])[]
  },
) {
  return {
    on(handlers: Handlers<E, C, K>): Projection<E, C, K> {
      const rows = rowsOf<C, K>({ name, ...words })
      const table = handlers as {
        [type: string]: (data: unknown, recording: Recording, rows: Rows<C, K>) => Write | Write[]
      }
      return {
        name,
        version: 1,
        ...words,
        project(event, recording) {
          const { type, data } = event as Message
          const writes = own(table, type)?.(data, recording, rows) ?? []
          return Array.isArray(writes) ? writes : [writes]
        },
      }
    },
  }
}
