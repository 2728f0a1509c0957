export {
  type Aggregate,
  aggregate,
  type Decide,
  type Evolve,
  type Given,
  type Status,
} from './aggregate.ts'
export {
  type About,
  type BoundedContext,
  boundedContext,
  type Dispatch,
  type Publication,
  type PublishedLanguage,
  publish,
  publishedLanguage,
  send,
  type Translation,
  translation,
} from './bounded-context.ts'
export { anticorruption, type ContextMap, contextMap, type Relation } from './context-map.ts'
export { type Decision, decision, type Query, type QueryPart } from './decision.ts'
export { DomainError, type DomainErrorCode } from './domain-error.ts'
export { fingerprint } from './fingerprint.ts'
export { type Fold, replay } from './fold.ts'
export {
  type CommandType,
  command,
  type DataOf,
  type EventType,
  event,
  type Message,
  type MessageOf,
  type Named,
  type Names,
} from './message.ts'
export { Money, type MoneyJson } from './money/money.ts'
export type { Rounding } from './money/rounding.ts'
export { type Projection, projection, type Recording } from './projection.ts'
export { isRefusal, type Refusal, refuse } from './refusal.ts'
export {
  type Change,
  type Columns,
  type ColumnType,
  type Guard,
  holds,
  isPlus,
  isStamp,
  keyOf,
  type NewRow,
  type Plus,
  plus,
  type Row,
  type RowOf,
  type Rows,
  rowAfter,
  rowsOf,
  type Stamp,
  type StampValue,
  settle,
  settled,
  type Table,
  table,
  type Value as Cell,
  type Write,
} from './rows.ts'
export { allOf, anyOf, type Finding, policy, type Rule, rule, type Verdict } from './rule.ts'
export { fields, type Infer, InvalidInput, type Issue, parse, type Schema } from './schema.ts'
export { type Branded, type Value, value } from './value.ts'
