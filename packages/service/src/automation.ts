import type {
  Columns,
  Dispatch,
  EventType,
  Message,
  Projection,
  Row,
  RowOf,
} from '@watertight/domain'
import { isRefusal } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Decider } from './decider.ts'
import { contended, retryAfterMsOf, ServiceError } from './service-error.ts'
import type { Cause } from './telemetry/observation.ts'
import type { Telemetry } from './telemetry/telemetry.ts'

/** Work that a context does by itself: a row in a read model says what is to be done, a command records that it was. */
export interface Automation<C extends Columns = any> {
  readonly name: string
  /** The to-do list: an inline read model whose rows go when the work is recorded. */
  readonly todo: Projection<any, C>
  /** Oldest first: columns to order by; the table's key unless told. */
  readonly orderBy?: readonly (keyof C & string)[]
  /** The stream whose last event the row stands for (`payment-536365`): the work then belongs to that event's story and trace. */
  stream?(row: RowOf<C>): string
  /** Rows in hand at once; 16 unless told. */
  readonly concurrency?: number
  /** Does it and answers with the command that records it. It may run again after a crash, so whatever it calls must bear the same request twice. An error whose `facts.retryAfterMs` is set (an open circuit breaker's is) holds back all rows for so long. */
  perform(row: RowOf<C>, signal: AbortSignal): Promise<Dispatch>
}

export const automationDefaults = Object.freeze({
  concurrency: 16,
  firstPauseMs: 100,
  longestPauseMs: 5_000,
})

/** Rows are looked for again when this share of those in hand has come back: a look reads as many rows as may be in hand. */
const refill = 0.25

/** More are not counted: a metric must not read a long list. */
const countedRows = 1_000

export interface Running {
  readonly running: number
  /** Rows that failed and wait for their next try. */
  readonly pausing: number
  /** Until all rows may be tried again. */
  readonly allPauseMs: number
}

/** Works the list down for ever: after a crash it begins with what is still on it. */
export function automate(
  automation: Automation,
  store: EventStore<EventType>,
  decider: Decider,
  { ports, observe }: Pick<Telemetry, 'ports' | 'observe'>,
): {
  run(signal: AbortSignal): Promise<void>
  status(): Running
  /** Rows on the list, counted up to 1,000. */
  pending(): Promise<number>
} {
  const { clock, random, log } = ports
  const { name, todo, perform, orderBy } = automation
  const { concurrency, firstPauseMs, longestPauseMs } = { ...automationDefaults, ...automation }
  const rows = store.rows(todo)
  const inHand = new Map<string, Promise<void>>()
  const pausing = new Map<string, { readonly until: number; readonly failures: number }>()
  let allPauseUntil = 0
  // the last look left rows for which there was no room
  let hasMore = false
  let changed = false
  let wake = () => {}
  const notice = () => {
    changed = true
    wake()
  }
  const keyOf = (row: Row) => JSON.stringify(todo.key.map((column: string) => row[column]))

  /** Whether it is done; otherwise the row pauses. */
  async function work(key: string, row: Row, signal: AbortSignal): Promise<boolean> {
    try {
      const cause = await causeOf(row)
      await observe({ kind: 'automation', name: `perform ${name}`, cause }, async () => {
        const { to, command } = await perform(row as never, signal)
        const answer = await decider.execute(to, command)
        if (isRefusal(answer))
          throw new ServiceError(
            'WT_AUTOMATION_REFUSED',
            `what ${name} did was refused with ${answer.refused}`,
          )
        if (answer.is === 'contended') throw contended((command as Message).type)
      })
      pausing.delete(key)
      return true
    } catch (error) {
      if (signal.aborted) return false
      const failures = (pausing.get(key)?.failures ?? 0) + 1
      const pause = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs)
      const now = clock.now()
      pausing.set(key, { until: now + pause * (0.5 + random.next()), failures })
      const told = retryAfterMsOf(error)
      if (told !== undefined) allPauseUntil = Math.max(allPauseUntil, now + told)
      const columns = todo.key.map((column: string) => [column, row[column]])
      log('debug', `${name} will try a row again`, {
        row: Object.fromEntries(columns),
        error,
        failures,
      })
      return false
    }
  }

  async function causeOf(row: Row): Promise<Cause> {
    const stream = automation.stream?.(row as never)
    if (stream === undefined) return {}
    const [last] = await store.read(stream, { backwards: true, limit: 1 }).toArray()
    return last === undefined ? {} : { ...(last.meta as Cause), causation: last.id }
  }

  /** Starts what may start; answers when the next pause ends. */
  async function fill(signal: AbortSignal): Promise<number> {
    const now = clock.now()
    if (now < allPauseUntil) return allPauseUntil
    hasMore = inHand.size >= concurrency
    // whoever comes back makes room, and tells
    if (hasMore) return Number.POSITIVE_INFINITY
    // enough rows to look past those that are in hand or pausing
    const limit = concurrency + inHand.size + pausing.size
    const list: readonly Row[] = await rows.find({ limit, ...(orderBy && { orderBy }) })
    hasMore = list.length === limit
    if (!hasMore) forget(new Set(list.map(keyOf)))
    let next = Number.POSITIVE_INFINITY
    for (const row of list) {
      hasMore ||= inHand.size >= concurrency
      if (inHand.size >= concurrency) break
      const key = keyOf(row)
      if (inHand.has(key)) continue
      const until = pausing.get(key)?.until ?? 0
      if (until > now) next = Math.min(next, until)
      else {
        const ended = work(key, row, signal).then((isDone) => {
          inHand.delete(key)
          const hasRoom = inHand.size <= concurrency * (1 - refill)
          if (!isDone || (hasMore && hasRoom)) notice()
        })
        inHand.set(key, ended)
      }
    }
    return next
  }

  /** Rows that are gone need no next try. */
  function forget(there: ReadonlySet<string>): void {
    for (const key of pausing.keys()) if (!there.has(key)) pausing.delete(key)
  }

  /** A list that cannot be read now may be readable later: the work must not end with it. */
  function later(what: string, error: unknown): number {
    log('warn', `${name} cannot ${what}, and tries again`, { error })
    return clock.now() + longestPauseMs
  }

  async function run(signal: AbortSignal): Promise<void> {
    const watching = watch(signal)
    signal.addEventListener('abort', notice, { once: true })
    while (!signal.aborted) {
      changed = false
      const until = await fill(signal).catch((error) => later('read its list', error))
      if (changed || signal.aborted) continue
      await new Promise<void>((resolve) => {
        const timer =
          until < Number.POSITIVE_INFINITY
            ? clock.after(Math.max(0, until - clock.now()), resolve)
            : undefined
        wake = () => {
          timer?.cancel()
          resolve()
        }
      })
    }
    await Promise.all([watching, ...inHand.values()])
  }

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const after = await store.head()
        notice()
        const news = store.subscribe({ after, signal, where: { types: todo.hears } })
        for await (const _ of news) notice()
      } catch (error) {
        if (signal.aborted) return
        later('hear its log', error)
        await clock.sleep(longestPauseMs, signal).catch(() => {})
      }
    }
  }

  return {
    run,
    pending: async () => (await rows.find({ limit: countedRows })).length,
    status: () => ({
      running: inHand.size,
      pausing: pausing.size,
      allPauseMs: Math.max(0, Math.round(allPauseUntil - clock.now())),
    }),
  }
}
