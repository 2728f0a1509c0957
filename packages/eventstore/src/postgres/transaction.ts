import type pg from 'pg'
import type { Commit, Judged, Transaction } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import type { Address } from './failures.ts'
import { asTold } from './failures.ts'
import type { Appender } from './writer.ts'

/** A transaction of the caller's that appends, too. */
export interface PostgresTransaction extends Transaction {
  /** Judges and writes what was appended so far. Make it the last statement before `commit`: until then no one else appends to this log. It resolves when every append has its answer; one that failed is told by its own promise, and then the transaction can only be rolled back. */
  write(): Promise<void>
}

interface Waiting {
  readonly commit: Commit
  readonly resolve: (verdict: Judged) => void
  readonly reject: (error: unknown) => void
}

export interface Within {
  readonly client: pg.ClientBase
  readonly address: Address
  readonly log: number
  readonly append: Appender
  /** Whether the session of the client makes durable what it commits. */
  check(client: pg.ClientBase): Promise<void>
}

export function within({ client, address, log, append, check }: Within): PostgresTransaction {
  let waiting: Waiting[] = []

  async function verdictsOf(batch: readonly Commit[]): Promise<readonly Judged[]> {
    const { getTransactionStatus: status } = client as {
      getTransactionStatus?: () => string | null
    }
    if (status?.call(client) === 'I')
      throw new EventStoreError('WT_OPTION_INVALID', 'the client is in no transaction')
    await check(client)
    const verdicts: Judged[] = []
    for (const call of append(log, batch)) verdicts.push(...(await call(client)))
    return verdicts
  }

  return {
    commit: (commit) =>
      new Promise((resolve, reject) => {
        waiting.push({ commit, resolve, reject })
      }),
    async write() {
      const batch = waiting
      waiting = []
      if (batch.length === 0) return
      try {
        const verdicts = await verdictsOf(batch.map(({ commit }) => commit))
        for (const [i, { resolve }] of batch.entries()) resolve(verdicts[i] as Judged)
      } catch (cause) {
        const told = asTold(cause, address)
        const what = `${batch.length} appends inside a transaction failed: roll it back`
        const error =
          told instanceof EventStoreError
            ? told
            : new EventStoreError('WT_ENGINE_FAILED', what, {}, cause)
        for (const { reject } of batch) reject(error)
      }
    },
  }
}
