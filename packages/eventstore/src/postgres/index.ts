export type { Connection } from './connecting.ts'
export { hasLog } from './has-log.ts'
export { type PostgresEngine, type PostgresOptions, postgres } from './postgres.ts'
export type { PostgresTransaction } from './transaction.ts'
