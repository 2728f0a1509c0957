// Appends one after the other and says each answer at once, with one call: `sequential.ts FOLDER main|thread full|off`.
// With `off` the database forgets to sync once it is open, as an engine that is not durable would.
import { writeSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { uuidv7 } from '@watertight/ports'
import { fileStorage, systemClock, systemRandom } from '@watertight/ports/node'
import { sqlite } from '../../sqlite/sqlite.ts'
import { eventStore } from '../../store.ts'
import { Done } from './words.ts'

export const appends = 40
const together = 64

if (import.meta.main) {
  const [folder = '', writer, synchronous] = process.argv.slice(2)
  let db: DatabaseSync | undefined
  const open = (name: string) => {
    db = fileStorage(folder).open(name)
    return db
  }
  const engine = sqlite({
    storage: { open },
    name: 'log',
    writer: writer === 'thread' ? 'thread' : 'main',
  })
  const ports = { clock: systemClock, ids: uuidv7(systemClock, systemRandom) }
  const log = await eventStore({ engine, events: [Done], ports })
  db?.exec(`pragma synchronous = ${synchronous}`)
  const append = (op: number) => log.append(`stream-${op % 5}`, Done({ op, i: 0, of: 1 }))
  writeSync(1, 'answered 0\n')
  for (let op = 1; op <= appends; op++) {
    await append(op)
    writeSync(1, `answered ${op}\n`)
  }
  await Promise.all(Array.from({ length: together }, (_, i) => append(i)))
  writeSync(1, `answered ${appends + 1}\n`)
  await log.close()
}
