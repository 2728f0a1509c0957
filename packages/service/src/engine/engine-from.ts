import { parseArgs } from 'node:util'
import { type EngineFor, onSqlite } from './engine-for.ts'
import { onPostgres } from './on-postgres.ts'

/** What a service's command line asks for: PostgreSQL at the address of `--postgres URL`, or a SQLite file. The password comes in `PGPASSWORD`. */
export function engineFrom(args: readonly string[] = []): EngineFor {
  const options = { postgres: { type: 'string' } } as const
  const { postgres } = parseArgs({ args: [...args], options, strict: false }).values
  return typeof postgres === 'string' ? onPostgres({ connection: postgres }) : onSqlite
}
