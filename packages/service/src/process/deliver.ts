import { createHash } from 'node:crypto'
import {
  type BoundedContext,
  type EventType,
  isRefusal,
  type Message,
  type PublishedLanguage,
  type Refusal,
} from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Decider } from '../decider.ts'
import { isIdentity } from '../names.ts'
import { contended } from '../service-error.ts'
import { type Cause, carried } from './outcome.ts'
import type { CommandRow } from './tables.ts'

/** Sends commands to one context. Rejects where it is not known whether the command was carried out: an error whose `retryable` is false is not tried again, and one whose `facts.retryAfterMs` is set says when to. */
export interface CommandClient {
  send(
    id: string,
    command: Message,
    /** The same key again: the same command, which acts once. */
    how: { readonly key: string; readonly signal: AbortSignal; readonly trace?: string },
  ): Promise<{ readonly is: 'accepted' } | Refusal>
}
export type ClientFor = (language: PublishedLanguage) => CommandClient

/** One client for each context that this one calls. */
export function clientsOf(
  { calls }: BoundedContext,
  clientFor: ClientFor,
): ReadonlyMap<string, CommandClient> {
  return new Map(calls.map((language) => [language.context, clientFor(language)]))
}

/** Carries out one command and removes its row; a refusal leaves the row. A repeat acts once. */
export type Deliver = (
  row: CommandRow,
  command: Message,
  cause: Cause,
  signal: AbortSignal,
) => Promise<Refusal | undefined>

/** Commands that the context itself decides: the row goes in the transaction of their events. */
export const deliverHere =
  (store: EventStore<EventType>, decider: Decider): Deliver =>
  async (row, command, cause, signal) => {
    const answer = await decider.execute(row.recipient, command, {
      writes: () => carried(row),
      meta: { ...cause },
      signal,
    })
    if (isRefusal(answer)) return answer
    if (answer.is === 'contended') throw contended(command.type)
    // nothing happened, so there was no append for the row to go with
    if (answer.is === 'decided' && answer.events === 0) await store.write(carried(row))
    return undefined
  }

/** Commands that another context decides: the row goes after its answer, and a crash in between sends the same key again. */
export const deliverTo =
  (context: BoundedContext, store: EventStore<EventType>, client: CommandClient): Deliver =>
  async (row, command, { trace }, signal) => {
    const answer = await client.send(row.recipient, command, {
      key: keyOf(context, row),
      signal,
      ...(trace !== undefined && { trace }),
    })
    if (isRefusal(answer)) return answer
    await store.write(carried(row))
    return undefined
  }

/** The same for the same command in every life of the service; an instance that a header cannot carry is told by its hash. */
function keyOf({ name }: BoundedContext, { process, instance, number }: CommandRow): string {
  const told = isIdentity(instance)
    ? instance
    : createHash('sha256').update(instance).digest('base64url')
  return `${name}/${process}/${told}/${number}`
}
