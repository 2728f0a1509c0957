import { type Connection, configOf, connect } from './connecting.ts'
import { asTold } from './failures.ts'
import { quoted } from './names.ts'

/** Whether the schema has a log of this name; nothing is made. */
export async function hasLog({
  connection,
  schema,
  log,
}: {
  readonly connection: Connection
  readonly schema: string
  readonly log: string
}): Promise<boolean> {
  const config = configOf(connection)
  const { client } = await connect(config, async () => {})
  try {
    const table = `select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = 'wt_heads'`
    if ((await client.query(table, [schema])).rowCount === 0) return false
    const one = `select from ${quoted(schema)}.wt_heads where log = $1`
    return (await client.query(one, [log])).rowCount !== 0
  } catch (error) {
    throw asTold(error, config.address)
  } finally {
    await client.end()
  }
}
