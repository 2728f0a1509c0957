import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { check } from '../measure/check.ts'
import { connections } from './connections.ts'
import { items, meta } from './events.ts'
import { CannotComplete, type Lane, rateOf } from './lanes.ts'

/** In the order of its own installer. */
const files = [
  'schema/message-store',
  'extensions/pgcrypto',
  'tables/messages',
  'types/message',
  ...[
    ...['message-store-version', 'hash-64', 'acquire-lock', 'category', 'is-category', 'id'],
    ...['cardinal-id', 'stream-version', 'write-message', 'get-stream-messages'],
    ...['get-category-messages', 'get-last-stream-message'],
  ].map((name) => `functions/${name}`),
  ...['messages-id', 'messages-stream', 'messages-category'].map((name) => `indexes/${name}`),
]

export interface MessageDb {
  /** All writers in one category, which it locks, or each in a category of its own. */
  concurrent(categories: number): Lane
  verify(): Promise<number>
  close(): Promise<void>
}

export async function messageDb(connectionString: string): Promise<MessageDb> {
  const pool = connections(connectionString, '-c search_path=message_store,public')
  try {
    const entry = fileURLToPath(import.meta.resolve('@eventide/message-db/package.json'))
    const folder = join(dirname(entry), 'database')
    for (const file of files) await pool.query(readFileSync(join(folder, `${file}.sql`), 'utf8'))
  } catch (error) {
    await pool.end()
    throw new CannotComplete(`not installed: ${error instanceof Error ? error.message : error}`)
  }
  let n = 0
  let acknowledged = 0
  return {
    concurrent: (categories) => ({
      slice: (ms) =>
        rateOf(ms, 32, 1, async (loop) => {
          await pool.query({
            name: 'write',
            text: 'select write_message($1, $2, $3, $4, $5)',
            values: [
              randomUUID(),
              `cart${loop % categories}-${n}`,
              'ItemAdded',
              JSON.stringify(items(n++, 1)[0]),
              JSON.stringify(meta),
            ],
          })
          acknowledged++
        }),
    }),
    async verify() {
      const { rows } = await pool.query('select count(*)::int as n from messages')
      check(rows[0].n === acknowledged, `${acknowledged} acknowledged, ${rows[0].n} stored`)
      return acknowledged
    },
    close: () => pool.end(),
  }
}
