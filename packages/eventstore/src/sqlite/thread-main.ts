import { DatabaseSync } from 'node:sqlite'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Verdict } from '../engine.ts'
import { eventRows } from './event-rows.ts'
import { known } from './known.ts'
import { openLayout } from './layout.ts'
import { matching } from './query.ts'
import { rowTables } from './rows.ts'
import { writer } from './writer.ts'
import type { Ask, Told } from './writer-thread.ts'

// The other side of `startThread`: one connection, and one answer for each message.
const port = parentPort as MessagePort
const file = workerData as string
const db = new DatabaseSync(file)
// the file is in WAL mode already: the thread that started this one has opened it
db.exec('pragma busy_timeout = 5000; pragma synchronous = full')
openLayout(db, file)
const memory = known(db)
const rows = rowTables(db)
const commit = writer(db, memory, rows, matching(db, eventRows(db), memory))

function answer(ask: Ask): readonly Verdict[] {
  if (ask.is === 'commit') return commit(ask.batch)
  if (ask.is === 'open') for (const table of ask.tables) rows.declare(table)
  else db.close()
  return []
}

port.on('message', (ask: Ask) => {
  let told: Told
  try {
    told = { is: 'done', verdicts: answer(ask) }
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number }
    told = { is: 'failed', message, errcode }
  }
  port.postMessage(told)
})
