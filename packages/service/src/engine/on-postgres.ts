import type { PostgresOptions } from '@watertight/eventstore/postgres'
import { PortsError } from '@watertight/ports'
import type { EngineFor } from './engine-for.ts'

/** Requests wait this long for a server that cannot be reached before they are answered with `WT_STORE_UNAVAILABLE`: less than those who call wait. */
const patienceMs = 1_000

/** The log of each context in a PostgreSQL schema of its own, `watertight_orders` for `orders` unless told. Rejects with WT_STORE_UNOPENED where the server is away or refuses. */
export function onPostgres(options: Omit<PostgresOptions, 'ports'>): EngineFor {
  return async (ports, context) => {
    // loaded where it is used: a service on SQLite pays nothing for it
    const { postgres } = await import('@watertight/eventstore/postgres')
    const engine = postgres({ patienceMs, schema: schemaOf(context), ...options, ports })
    try {
      await engine.open([])
    } catch (error) {
      await engine.close().catch(() => {})
      const { message, facts } = error as Error & { readonly facts?: object }
      const what = `the log of ${context} cannot be opened: ${message.replace(/\.$/, '')}`
      throw new PortsError('WT_STORE_UNOPENED', what, { context, ...facts })
    }
    return engine
  }
}

const schemaOf = (context: string) => `watertight_${context.replaceAll('-', '_')}`
