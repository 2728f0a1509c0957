import type pg from 'pg'
import type { Commit, Judged, Verdict } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import {
  type Config,
  type Connected,
  connect,
  isUnreachable,
  type Patience,
  patiently,
} from './connecting.ts'
import { asTold, troubleOf } from './failures.ts'
import { quoted } from './names.ts'
import { type Answer, requests } from './request.ts'
import type { RowTables } from './rows.ts'
import { segmentsOf } from './segments.ts'

/** Judges and writes a batch on a connection that is in a transaction, or needs none because one call does it all. */
export function appender(schema: string, tables: RowTables) {
  const request = requests(tables)
  const keyOfTable = (table: string) => tables.of(table).key
  const arguments_ = Array.from({ length: 21 }, (_, i) => `$${i + 1}`).join()
  const statement = {
    name: 'wt_append',
    text: `select ${quoted(schema)}.wt_append(${arguments_})::text`,
    rowMode: 'array' as const,
  }
  /** As calls to make one after the other; throws what cannot be asked at all. */
  return (log: number, batch: readonly Commit[]) =>
    segmentsOf(batch, keyOfTable).map((commits) => {
      const { values, verdicts } = request(commits)
      return async (client: pg.ClientBase): Promise<Judged[]> => {
        const { rows } = await client.query({ ...statement, values: [log, ...values] })
        return verdicts(JSON.parse(rows[0]?.[0]) as Answer)
      }
    })
}
export type Appender = ReturnType<typeof appender>

export interface Writer {
  commit(log: number, batch: readonly Commit[]): Promise<readonly Verdict[]>
  /** Of the connection that writes, to know its own announcements. */
  readonly processId: number | undefined
  /** Connects now, without patience. */
  open(): Promise<void>
  close(): Promise<void>
}

/** Batches in durable transactions on one connection, one after the other. */
export function writer(
  config: Config,
  patience: Patience,
  append: Appender,
  prepare: (client: pg.Client) => Promise<void>,
): Writer {
  let current: Connected | undefined
  let turn: Promise<unknown> = Promise.resolve()

  async function connected(): Promise<pg.Client> {
    if (!current?.alive) current = await connect(config, prepare)
    return current.client
  }

  /** All of it in one transaction; the statements travel together, so it takes one round trip. */
  async function once(client: pg.Client, log: number, batch: readonly Commit[]): Promise<Judged[]> {
    const calls = append(log, batch)
    const [only] = calls
    if (only && calls.length === 1) return only(client)
    const sent = [
      client.query('begin'),
      ...calls.map((call) => call(client)),
      client.query('commit'),
    ]
    const results = await Promise.allSettled(sent)
    // the first to fail is the reason: those behind it only say that the transaction is over
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    return results
      .slice(1, -1)
      .flatMap((result) => (result as PromiseFulfilledResult<Judged[]>).value)
  }

  /** Whatever goes wrong with one commit is told to this one: the others are judged again, each alone. */
  async function stored(log: number, batch: readonly Commit[]): Promise<readonly Verdict[]> {
    const client = await patiently(patience, connected)
    try {
      return await once(client, log, batch)
    } catch (error) {
      if (troubleOf(error) === 'lost') return lost(log, batch, error)
      if (troubleOf(error) !== undefined) throw asTold(error, config.address)
      if (batch.length === 1) return [{ is: 'failed', message: String(error) }]
    }
    const verdicts: Verdict[] = []
    for (const one of batch) verdicts.push(...(await stored(log, [one])))
    return verdicts
  }

  /** The answer was lost, perhaps not the commit. Events tell by their ids whether they are stored, and are stored now if they are not; of rows alone nobody can know. */
  async function lost(
    log: number,
    batch: readonly Commit[],
    cause: unknown,
  ): Promise<readonly Verdict[]> {
    current?.client.end().catch(() => {})
    current = undefined
    const events = batch.filter(({ parts }) => parts.length > 0)
    let answers: readonly Verdict[] = []
    try {
      if (events.length > 0)
        answers = await stored(
          log,
          events.map((commit) => ({ ...commit, repeatable: true })),
        )
    } catch (error) {
      if (!isUnreachable(error)) throw error
      const what = `the connection was lost in a batch of ${batch.length}, and did not come back`
      throw new EventStoreError('WT_OUTCOME_UNKNOWN', what, { commits: batch.length }, cause)
    }
    const answered = new Map(events.map((commit, i) => [commit, answers[i] as Verdict]))
    return batch.map((commit): Verdict => {
      const verdict = answered.get(commit)
      if (verdict === undefined) return { is: 'unknown', message: String(cause) }
      // ids that nobody chose twice: it was this commit that stored them
      return verdict.is === 'duplicate' && !commit.repeatable
        ? { ...verdict, is: 'appended' }
        : verdict
    })
  }

  return {
    get processId() {
      return (current?.client as { processID?: number } | undefined)?.processID
    },
    async open() {
      await connected()
    },
    commit(log, batch) {
      const mine = turn.then(() => stored(log, batch))
      turn = mine.catch(() => {})
      return mine
    },
    async close() {
      await turn
      await current?.client.end().catch(() => {})
    },
  }
}
