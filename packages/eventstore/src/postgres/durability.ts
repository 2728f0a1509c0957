import type { ClientBase } from 'pg'
import { EventStoreError } from '../errors.ts'

/** What the server answers for this session, read back: whoever configured it may have chosen less. */
export async function checkDurable(client: ClientBase): Promise<void> {
  const { rows } = await client.query(
    `select name, setting from pg_settings
     where name in ('synchronous_commit', 'fsync') and setting = 'off' order by name`,
  )
  if (rows.length === 0) return
  const settings = rows.map(({ name }) => name).join(' and ')
  throw new EventStoreError('WT_NOT_DURABLE', `the session has ${settings} off`, { settings })
}
