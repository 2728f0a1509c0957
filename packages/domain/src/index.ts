export {
  type Aggregate,
  aggregate,
  type Decide,
  type Evolve,
  type Given,
  type Status,
} from './aggregate.ts'
export { type BoundedContext, boundedContext } from './bounded-context.ts'
export { type ContextMap, contextMap } from './context-map/context-map.ts'
export {
  anticorruption,
  conformist,
  customerSupplier,
  type Dependence,
  type Offer,
  partnership,
  type Relation,
  type Symmetry,
  sharedKernel,
} from './context-map/relations.ts'
export { type Alongside, type Decision, decision, type Query, type QueryPart } from './decision.ts'
export { DomainError, type DomainErrorCode } from './domain-error.ts'
export { fields } from './fields.ts'
export { fingerprint } from './fingerprint.ts'
export { type Fold, replay } from './fold.ts'
export { type AsyncApi, type AsyncApiOptions, asyncApi } from './generate/async-api.ts'
export {
  type ContractChange,
  compareContracts,
} from './generate/contract/compare-contracts.ts'
export {
  type Contract,
  type Contracts,
  contractsOf,
  unknownShapes,
} from './generate/contract/contracts.ts'
export { glossary } from './generate/glossary.ts'
export {
  type OpenApi,
  type OpenApiOptions,
  openApi,
  type ProblemType,
} from './generate/open-api.ts'
export { type JsonSchema, jsonSchemaOf } from './json-schema.ts'
export { kebab } from './kebab.ts'
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
export { moneyJson } from './money/money-json.ts'
export { divide, type Rounding } from './money/rounding.ts'
export { type Personal, personal } from './personal.ts'
export {
  type Day,
  type Edition,
  type Policy,
  policies,
  policy,
  type Verdict,
} from './policy/policy.ts'
export {
  allOf,
  anyOf,
  type Finding,
  type Judgement,
  not,
  type Outcome,
  type Rule,
  rule,
} from './policy/rule.ts'
export { type Duration, milliseconds } from './process/duration.ts'
export { type ProcessManager, processManager, type Reactions } from './process/process-manager.ts'
export {
  type Become,
  become,
  type Cancel,
  cancel,
  type Done,
  done,
  type Step,
  type Wake,
  wake,
} from './process/steps.ts'
export { type Projection, projection, type Recording } from './projection.ts'
export {
  type About,
  type Publication,
  type PublishedCommands,
  type PublishedLanguage,
  publish,
  publishedLanguage,
} from './published-language.ts'
export { isRefusal, type Refusal, refuse } from './refusal.ts'
export type { Cell, Columns, ColumnType, Row, RowOf, Table } from './rows/columns.ts'
export { holds, keyOf, rowAfter, type StampValue, settle, settled } from './rows/row-algebra.ts'
export { type Rows, rowsOf, table } from './rows/table.ts'
export {
  type Change,
  type Guard,
  isPlus,
  isStamp,
  type NewRow,
  type Plus,
  plus,
  type Stamp,
  type Write,
} from './rows/write.ts'
export { scenario } from './scenario/scenario.ts'
export { ScenarioFailed } from './scenario/scenario-failed.ts'
export { type Infer, InvalidInput, type Issue, parse, type Schema } from './schema.ts'
export { type Dispatch, send, type Translation, translation } from './translation.ts'
export { type Branded, type Value, value } from './value.ts'
