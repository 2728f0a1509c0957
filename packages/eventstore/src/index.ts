export type {
  AppendAllAnswer,
  AppendAnswer,
  AppendOptions,
  AppendPart,
  ConditionFailed,
  Conditions,
  Conflict,
  Taken,
  Written,
} from './append/answer.ts'
export { type Codec, codec } from './codec.ts'
export type {
  ConsumeOptions,
  Consumer,
  Parked,
  ProjectOptions,
  Projector,
  RebuildOptions,
} from './consume/consumer.ts'
export type {
  Commit,
  Engine,
  Expect,
  LogPage,
  NewEvent,
  Part,
  QueryItem,
  Range,
  RowQuery,
  StoredEvent,
  StoredQuery,
  StreamPlace,
  StreamRange,
  Transaction,
  Verdict,
} from './engine.ts'
export { type ErrorCode, EventStoreError, registry } from './errors.ts'
export type {
  EventStore,
  FindOptions,
  Page,
  RowReader,
  SubscribeOptions,
  Verified,
} from './event-store.ts'
export { memory } from './memory/memory.ts'
export type {
  AsOf,
  Envelope,
  Loaded,
  LoadedQuery,
  Meta,
  Reading,
  ReadOptions,
  Recorded,
} from './read/recorded.ts'
export { checkShapes, type ShapesChecked } from './shapes/check-shapes.ts'
export { eventStore, type StoreOptions } from './store.ts'
export { exportLog } from './transfer/export-log.ts'
export { type Imported, importLog } from './transfer/import-log.ts'
