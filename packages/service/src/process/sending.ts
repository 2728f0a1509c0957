import {
  type EventType,
  isRefusal,
  type Message,
  type ProcessManager,
  type Refusal,
  refuse,
} from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { TransportError } from '@watertight/ports'
import { retryAfterMsOf } from '../service-error.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Deliver } from './deliver.ts'
import type { Ledger } from './ledger.ts'
import { type Lookout, lookout } from './lookout.ts'
import type { Cause } from './outcome.ts'
import { type CommandRow, Commands, type Turn } from './tables.ts'

const limits = Object.freeze({
  concurrency: 16,
  firstPauseMs: 100,
  longestPauseMs: 5_000,
})

/** Works down the commands that one context decides, so that waiting for it keeps no others waiting: several processes at once, the commands of each in order. */
export function sending(
  manager: ProcessManager,
  target: string,
  store: EventStore<EventType>,
  { load, commit }: Ledger,
  deliver: Deliver,
  {
    ports,
    observe,
    metrics,
    redaction,
  }: Pick<Telemetry, 'ports' | 'observe' | 'metrics' | 'redaction'>,
  onCarried: () => void,
): Lookout {
  const { clock, random, log } = ports
  const { concurrency, firstPauseMs, longestPauseMs } = limits
  const process = manager.name
  const commands = store.rows(Commands)
  const types = new Map(manager.sends.map((type) => [type.type as string, type]))
  const inHand = new Map<string, Promise<void>>()
  let pausedUntil = 0

  async function send(row: CommandRow, signal: AbortSignal): Promise<void> {
    const read = commandOf(row)
    if (isRefusal(read)) return hold(row, read)
    const cause = JSON.parse(row.meta) as Cause
    // a span of its own: what is called hears of the story and the trace
    const work = { kind: 'process', name: `send ${row.type}`, cause } as const
    const refusal = await observe(work, ({ meta: { trace } }) =>
      deliver(row, read, { ...cause, trace }, signal),
    )
    if (refusal) await refused(row, read, cause, refusal)
  }

  /** An older release may have stored what today's declares otherwise. */
  function commandOf({ type, data }: CommandRow): Message | Refusal {
    const known = types.get(type)
    if (known === undefined)
      return refuse('WT_COMMAND_UNKNOWN', `${type} is not among what ${process} sends any more`)
    try {
      return known(JSON.parse(data))
    } catch (error) {
      return refuse('WT_INPUT_INVALID', `${type} cannot be read: ${messageOf(error)}`)
    }
  }

  async function refused(
    row: CommandRow,
    command: Message,
    cause: Cause,
    refusal: Refusal,
  ): Promise<void> {
    const { instance } = row
    const at = new Date(clock.wallTime())
    for (let committed = false; !committed; ) {
      const before = await load(instance)
      if (before.row?.carried !== row.number) return
      const steps = manager.refused(command, refusal, before.state, { id: instance, at })
      if (steps === undefined) return hold(row, refusal)
      committed = await commit(before, { steps, cause, at, refused: row })
    }
  }

  async function hold(row: CommandRow, { refused: code, because }: Refusal): Promise<void> {
    const { instance, type } = row
    // why it was refused is a sentence of the domain, and may tell who somebody is
    log('warn', `${process} ${instance} is held up: ${type} was refused`, { code })
    const held = {
      turn: 'held up' satisfies Turn,
      due: Math.floor(clock.wallTime()),
      code,
      because,
    }
    await store.write([Commands.patch(keyOf(row), held)])
  }

  async function again(row: CommandRow, error: unknown): Promise<void> {
    const { instance, type, failures } = row
    const { told, isFinal, isWeather } = judged(error)
    if (isFinal) {
      const { code = 'Failed' } = redaction.error(error)
      return hold(row, { refused: code, because: messageOf(error) })
    }
    metrics.sentAgain(process, type)
    log(isWeather ? 'debug' : 'warn', `${process} ${instance} will send ${type} again`, { error })
    if (told !== undefined) {
      pausedUntil = Math.max(pausedUntil, clock.now() + told)
      return
    }
    const pause = Math.min(firstPauseMs * 2 ** failures, longestPauseMs) * (0.5 + random.next())
    const due = Math.floor(clock.wallTime() + pause)
    const next = { due, failures: failures + 1 }
    await store.write([Commands.patch(keyOf(row), next)])
  }

  /** A log that takes nothing now may do so later. */
  function pause(error: unknown): void {
    log('warn', `${process} cannot note what it sent, and waits`, { error })
    pausedUntil = Math.max(pausedUntil, clock.now() + longestPauseMs)
  }

  function start(row: CommandRow, signal: AbortSignal): void {
    const work = send(row, signal)
      .catch((error) => (signal.aborted ? undefined : again(row, error)))
      .catch(pause)
      .finally(() => {
        inHand.delete(row.instance)
        onCarried()
      })
    inHand.set(row.instance, work)
  }

  async function look(signal: AbortSignal): Promise<number> {
    if (inHand.size >= concurrency) return Number.POSITIVE_INFINITY
    if (clock.now() < pausedUntil) return pausedUntil - clock.now()
    // what is in hand now may be over before the rows are read, and is looked at again then
    const busy = new Set(inHand.keys())
    const where = { process, target, turn: 'next' satisfies Turn }
    for (const row of await commands.find({ where, orderBy: ['due'], limit: concurrency })) {
      if (inHand.size >= concurrency || signal.aborted) break
      if (busy.has(row.instance)) continue
      const wait = row.due - clock.wallTime()
      if (wait > 0) return wait
      start(row, signal)
    }
    return Number.POSITIVE_INFINITY
  }

  const watching = lookout(`sending the commands of ${process} to ${target}`, look, ports)
  return {
    nudge: watching.nudge,
    async run(signal) {
      await watching.run(signal)
      await Promise.all(inHand.values())
    },
  }
}

const keyOf = ({ process, instance, number }: CommandRow) => ({ process, instance, number })

/** What a failed attempt says about the next one: an open circuit breaker tells how long to wait, and some errors that no repeat helps. */
function judged(error: unknown) {
  const { retryable } = Object(error) as { readonly retryable?: boolean }
  const told = retryAfterMsOf(error)
  const isWeather = told !== undefined || retryable === true || error instanceof TransportError
  return { told, isFinal: retryable === false, isWeather }
}
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
