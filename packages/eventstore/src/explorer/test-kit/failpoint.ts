// Loaded with `--import` into a process that is to die, and so into its threads: ends the process at a boundary of a
// transaction, whichever connection reaches it. The plan comes in the environment, after the process has warmed up.
import { appendFileSync } from 'node:fs'
import { DatabaseSync, StatementSync } from 'node:sqlite'

export const boundaries = ['begun', 'written', 'before commit', 'after commit'] as const
export type Boundary = (typeof boundaries)[number]

/** Die at this boundary of the nth transaction; `write` tells which write counts for `written`. */
export interface Failpoint {
  readonly boundary: Boundary
  readonly transaction: number
  readonly write: number
  /** Where to leave a note of it. */
  readonly journal: string
}

/** What a broken engine would do, to see that it is noticed. */
export type Sabotage = 'answers before the commit' | 'commits half an append'

const { exec } = DatabaseSync.prototype
const { run } = StatementSync.prototype
let transactions = 0
let writes = 0

function pass(boundary: Boundary): void {
  if (process.env.WT_FAILPOINT === undefined) return
  const plan: Failpoint = JSON.parse(process.env.WT_FAILPOINT)
  if (plan.boundary !== boundary || transactions < plan.transaction) return
  if (boundary === 'written' ? writes < plan.write : boundary !== 'begun' && writes === 0) return
  appendFileSync(plan.journal, `x ${boundary}\n`)
  process.kill(process.pid, 'SIGKILL')
}

DatabaseSync.prototype.exec = function (sql) {
  if (sql === 'commit') pass('before commit')
  sabotaged(this, sql)
  if (sql === 'commit') pass('after commit')
  if (sql !== 'begin immediate') return
  transactions++
  writes = 0
  pass('begun')
}
StatementSync.prototype.run = function (this: StatementSync, ...given: never[]) {
  const changes = run.apply(this, given as never)
  writes++
  pass('written')
  if (process.env.WT_SABOTAGE === 'commits half an append' && writes === 3 && writing) {
    exec.call(writing, 'commit')
    exec.call(writing, 'begin immediate')
  }
  return changes
} as typeof run

let writing: DatabaseSync | undefined
function sabotaged(db: DatabaseSync, sql: string): void {
  if (sql === 'begin immediate') writing = db
  if (process.env.WT_SABOTAGE === 'answers before the commit') {
    if (sql === 'begin immediate' && db.isTransaction) return
    // one commit in three comes with a later one
    if (sql === 'commit' && writes > 0 && transactions % 3 === 0) return
  }
  exec.call(db, sql)
}
