import type { Clock, Random } from '@watertight/ports'
import { type Config, type Connected, connect, patiently } from './connecting.ts'
import { channelOf } from './layout/layout.ts'
import { quoted } from './names.ts'

export interface Listening {
  readonly config: Config
  readonly schema: string
  readonly clock: Clock
  readonly random: Random
  /** Told which log was written, and by which server process. */
  heard(log: number, processId: number): void
  /** Something may have been missed. */
  reconnected(): void
}

/** Hears of commits on a connection of its own, which comes back by itself. What is missed meanwhile is found by the subscribers' poll. */
export function listener({ config, schema, clock, random, heard, reconnected }: Listening) {
  const closing = new AbortController()
  const forever = { clock, random, patienceMs: Number.POSITIVE_INFINITY, signal: closing.signal }
  let current: Connected | undefined

  async function listen(): Promise<void> {
    const connected = await connect(config, async (client) => {
      client.on('notification', ({ payload, processId }) => heard(Number(payload), processId))
      await client.query(`listen ${quoted(channelOf(schema))}`)
    })
    current = connected
    if (closing.signal.aborted) return connected.client.end()
    if (!connected.alive) return again()
    connected.client.once('end', () => void again())
  }
  async function again(): Promise<void> {
    if (closing.signal.aborted) return
    // where the server refuses this connection, the poll goes on without it
    await patiently(forever, listen).then(reconnected, () => {})
  }

  return {
    start: () => void again(),
    async close() {
      closing.abort()
      await current?.client.end().catch(() => {})
    },
  }
}
