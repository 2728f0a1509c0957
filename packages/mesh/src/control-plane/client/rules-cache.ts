import { createHash } from 'node:crypto'
import type { Ports, Storage } from '@watertight/ports'
import { type Push, pushOf, pushText } from '../wire/push.ts'
import { type Received, receive } from './received.ts'

export interface Cached {
  readonly received: Received
  /** When it was kept, in milliseconds since 1970. */
  readonly at: number
}

/** The last rules in force, on the service's own disk. What cannot be read back is as good as none, and that is said. */
export class RulesCache {
  readonly #database: ReturnType<Storage['open']>
  readonly #ports: Pick<Ports, 'clock' | 'log'>

  constructor(ports: Pick<Ports, 'clock' | 'log' | 'storage'>, name: string) {
    this.#ports = ports
    this.#database = ports.storage.open(name)
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS rules (id INTEGER PRIMARY KEY CHECK (id = 1), at REAL NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL) STRICT',
    )
  }

  read(): Cached | undefined {
    const row = this.#database.prepare('SELECT at, hash, text FROM rules').get()
    if (row === undefined) return undefined
    try {
      const text = String(row.text)
      if (hashOf(text) !== row.hash) throw new Error('its hash is another')
      return { received: receive(undefined, pushOf(text)), at: Number(row.at) }
    } catch (error) {
      this.#ports.log('warn', 'the kept rules cannot be read, and are not used', { error })
      return undefined
    }
  }

  write(received: Received): void {
    const push: Push = { ...received, from: undefined }
    const text = pushText(push)
    // one statement: the old ones or the new ones
    this.#database
      .prepare('INSERT OR REPLACE INTO rules (id, at, hash, text) VALUES (1, ?, ?, ?)')
      .run(this.#ports.clock.wallTime(), hashOf(text), text)
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
