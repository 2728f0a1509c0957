import type {
  Columns,
  EventType,
  Fold,
  MessageOf,
  Projection,
  Query,
  Row,
  RowOf,
  Table,
  Write,
} from '@watertight/domain'
import type {
  AppendAllAnswer,
  AppendAnswer,
  AppendOptions,
  AppendPart,
  Conditions,
  Taken,
  Written,
} from './append/answer.ts'
import type {
  ConsumeOptions,
  Consumer,
  ProjectOptions,
  Projector,
  RebuildOptions,
} from './consume/consumer.ts'
import type { Transaction } from './engine.ts'
import type { AsOf, Loaded, LoadedQuery, Reading, ReadOptions, Recorded } from './read/recorded.ts'

/** One pull: store `position` and start `after` it next time, even where `events` is empty. */
export interface Page<E extends EventType> {
  readonly events: readonly Recorded<E>[]
  readonly position: number
  readonly caughtUp: boolean
  readonly lag: number
}
export interface SubscribeOptions<E extends EventType> {
  readonly after: number
  readonly where?: Query<E>
  /** Events in one pull at most: 500 unless told. */
  readonly pageSize?: number
  /** Ends the subscription, as closing the store does. */
  readonly signal?: AbortSignal
}

export interface FindOptions<R> {
  readonly where?: Partial<R>
  /** The table's key unless told. */
  readonly orderBy?: readonly (keyof R & string)[]
  readonly backwards?: boolean
  /** Rows behind this place: one cell for each column of the order, the key's included. A page goes on where the one before ended. */
  readonly after?: Partial<R>
  /** All rows unless told. */
  readonly limit?: number
}
export interface RowReader<R> {
  get(key: Partial<R>): Promise<R | undefined>
  find(options?: FindOptions<R>): Promise<readonly R[]>
}

export interface Verified {
  readonly rows: number
  /** Stored rows that a replay would not give, and rows of the replay that are not stored. */
  readonly different: readonly Row[]
}

/** One log: what happened, in the order it was committed, and the rows made from it. */
export interface EventStore<E extends EventType> {
  append<const O extends AppendOptions<E> = object>(
    stream: string,
    events: MessageOf<E> | readonly MessageOf<E>[],
    options?: O,
  ): Promise<AppendAnswer<E, O>>
  /** Several streams, all or nothing. */
  appendAll<const O extends Conditions<E> = object>(
    parts: readonly AppendPart<E>[],
    options?: O,
  ): Promise<AppendAllAnswer<E, O>>
  /** Rows alone, where nothing happened that the log should tell. */
  write(
    writes: readonly Write[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<Written | Taken>
  /** Appends that are stored with what else the caller's transaction does, or not at all. Each answer comes when the transaction writes them. */
  within(transaction: Transaction): Pick<EventStore<E>, 'append' | 'appendAll' | 'write'>
  read(stream: string, options?: ReadOptions): Reading<E>
  readLog<F extends E = E>(options?: ReadOptions & { readonly where?: Query<F> }): Reading<F>
  /** Snapshot and events of a stream, folded; events the fold does not hear are passed over. */
  load<S, F extends E>(
    fold: Fold<S, F>,
    stream: string,
    options?: { readonly asOf?: AsOf; readonly signal?: AbortSignal },
  ): Promise<Loaded<S>>
  /**
   * The state that `keepStates` keeps of a stream, without asking the log; with `orNew`, of a stream it knows nothing of,
   * the one before the first event. Others may have appended since: nothing may rest on it but an append that expects its
   * revision.
   */
  recall<S, F extends E>(
    fold: Fold<S, F>,
    stream: string,
    options?: { readonly orNew?: boolean },
  ): Pick<Loaded<S>, 'state' | 'revision'> | undefined
  /** Every event that matches, folded, for a decision that rests on more than one stream. */
  loadQuery<S, F extends E>(
    fold: Fold<S, F>,
    query: Query<F>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<LoadedQuery<S>>
  /** Catches up, then stays live; nothing is read before it is pulled. */
  subscribe<F extends E = E>(options: SubscribeOptions<F>): AsyncIterable<Page<F>>
  consume<F extends E = E>(name: string, options: ConsumeOptions<F>): Promise<Consumer>
  /** Runs a projection. A changed fingerprint is built beside the serving table and swapped in when it has caught up. */
  project<F extends NoInfer<E>>(
    projection: Projection<F>,
    options?: ProjectOptions<F>,
  ): Promise<Projector>
  /**
   * Builds an inline projection anew beside the table that serves, and swaps when it has caught up; appends go on. Another process of
   * the same log follows with its next append, and reads the rows from before until then.
   */
  rebuild(projection: Projection<NoInfer<E>>, options?: RebuildOptions): Promise<void>
  rows<C extends Columns>(table: Table<C>): RowReader<RowOf<C>>
  /** Stored rows against a replay of the log. */
  verify(projection: Projection<NoInfer<E>>): Promise<Verified>
  head(): Promise<number>
  /** Ends consumers and subscriptions, finishes what was appended, and lets go of the database. */
  close(): Promise<void>
}
