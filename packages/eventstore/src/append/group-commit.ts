import type { Clock } from '@watertight/ports'
import type { Commit, Engine, Judged, Verdict } from '../engine.ts'
import { EventStoreError } from '../errors.ts'

/** A batch ends at the commit that reaches one of these. */
const group = Object.freeze({ events: 1_000, bytes: 1_048_576 })

/** Rows cost about a quarter of an event. */
const eventsPerRow = 0.25

interface Waiting {
  readonly commit: Commit
  readonly resolve: (verdict: Judged) => void
  readonly reject: (error: unknown) => void
  /** From here on the engine has it. */
  readonly taken: () => void
}

export interface GroupCommit {
  commit(commit: Commit, signal?: AbortSignal): Promise<Judged>
  /** Refuses new commits; resolves when those before are done. */
  close(): Promise<void>
}

/** Many appends, one durable commit. Idle: the next turn of the loop. Busy: whatever gathers while a commit is under way. */
export function groupCommit(
  engine: Pick<Engine, 'commit'>,
  clock: Pick<Clock, 'soon'>,
): GroupCommit {
  let queue: Waiting[] = []
  let busy = false
  let closed = false
  let drained = () => {}

  async function flush(batch: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await engine.commit(batch.map(({ commit }) => commit))
      batch.forEach(({ resolve, reject }, i) => {
        const verdict = verdicts[i] as Verdict
        if (verdict.is === 'unknown')
          reject(new EventStoreError('WT_OUTCOME_UNKNOWN', verdict.message))
        else resolve(verdict)
      })
    } catch (cause) {
      const error = asStoreError(cause, batch.length)
      for (const { reject } of batch) reject(error)
    }
    // the callers that just woke queue their next append before the next batch is taken
    clock.soon(next)
  }

  function next(): void {
    if (queue.length === 0) {
      busy = false
      drained()
      return
    }
    const batch = queue.slice(0, batchSize(queue))
    queue = queue.slice(batch.length)
    for (const { taken } of batch) taken()
    void flush(batch)
  }

  return {
    commit: (commit, signal) =>
      new Promise((resolve, reject) => {
        if (closed) throw new EventStoreError('WT_CLOSED', 'commit after close')
        signal?.throwIfAborted()
        const give = () => {
          queue = queue.filter((other) => other !== waiting)
          reject(signal?.reason)
        }
        const taken = () => signal?.removeEventListener('abort', give)
        const waiting = { commit, resolve, reject, taken }
        signal?.addEventListener('abort', give, { once: true })
        queue.push(waiting)
        if (busy) return
        busy = true
        clock.soon(next)
      }),
    async close() {
      closed = true
      if (busy)
        await new Promise<void>((resolve) => {
          drained = resolve
        })
    },
  }
}

function batchSize(queue: readonly Waiting[]): number {
  let events = 0
  let bytes = 0
  for (const [i, { commit }] of queue.entries()) {
    for (const part of commit.parts) {
      events += part.events.length
      for (const { data, meta } of part.events) bytes += data.length + (meta?.length ?? 0)
    }
    events += commit.writes.length * eventsPerRow
    if (events >= group.events || bytes >= group.bytes) return i + 1
  }
  return queue.length
}

const asStoreError = (cause: unknown, commits: number) =>
  cause instanceof EventStoreError
    ? cause
    : new EventStoreError('WT_ENGINE_FAILED', `a batch of ${commits} failed`, { commits }, cause)
