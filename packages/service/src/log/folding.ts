import type { Aggregate, BoundedContext, EventType, Message } from '@watertight/domain'
import { type Codec, codec, type StoredEvent } from '@watertight/eventstore'
import { idOf, streamOf } from '../names.ts'
import { personalFields } from '../telemetry/redaction/redaction.ts'
import { hidden, shortened } from './view.ts'

/** A stream as far as it was folded. */
export interface Folded {
  readonly revision: number
  readonly state: unknown
  /** What the state would be to somebody who knows nothing personal; undefined where that cannot be folded. */
  readonly blind: unknown
  /** Why the state is not known from here on. */
  readonly failure?: string
}

/** What a context's events mean: in the words of today, without what is personal, and for the state of their stream. */
export function folding(context: BoundedContext, hides: readonly string[] = []) {
  const events = [...new Set(context.owns.flatMap((owner) => owner.events as EventType[]))]
  const words: Codec = codec(events)
  const personal = new Set([...personalFields(context), ...hides])
  const heard = new Map(
    context.owns.map(({ name, events }) => [
      name,
      new Set((events as readonly EventType[]).map(({ type }) => type)),
    ]),
  )

  /** The aggregate whose stream this is; a decision's stream has no state of its own. */
  function ownerOf(stream: string): Aggregate | undefined {
    const id = idOf(context.owns, stream)
    const owner = context.owns.find(({ name }) => streamOf(name, id) === stream)
    return owner?.kind === 'aggregate' ? owner : undefined
  }

  /** The same data without what is personal. Null stays: nobody is told by it. */
  function blinded(data: unknown): unknown {
    if (personal.size === 0) return data
    if (Array.isArray(data)) return data.map(blinded)
    if (typeof data !== 'object' || data === null) return data
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [
        name,
        personal.has(name) && value !== null ? hidden : blinded(value),
      ]),
    )
  }

  /** A tag without its value where that is personal; a long one in part. */
  const blindTag = (tag: string): string => {
    const field = tag.slice(0, tag.indexOf(':'))
    return personal.has(field) ? `${field}:${hidden}` : shortened(tag)
  }

  const initial = (owner: Aggregate): Folded => {
    const state = owner.initial()
    return { revision: 0, state, blind: state }
  }

  function evolve(owner: Aggregate, before: Folded, event: StoredEvent): Folded {
    const { revision, type } = event
    if (before.failure !== undefined || !heard.get(owner.name)?.has(type))
      return { ...before, revision }
    try {
      const message = words.message(event, `position ${event.position}`)
      const state = owner.evolve(before.state, message)
      const blind = personal.size > 0 ? blindly(owner, before.blind, message) : state
      return { revision, state, blind }
    } catch (error) {
      const failure = `event ${revision} (${type}) cannot be folded: ${reasonOf(error)}`
      return { revision, state: null, blind: null, failure }
    }
  }

  /** Code that needs to know more fails, and then nothing is shown. */
  function blindly(owner: Aggregate, before: unknown, { type, data }: Message): unknown {
    if (before === undefined) return undefined
    try {
      return owner.evolve(before, { type, data: blinded(data) })
    } catch {
      return undefined
    }
  }

  return { events, words, personal, ownerOf, blinded, blindTag, initial, evolve }
}
export type Folding = ReturnType<typeof folding>

/** The code of an error alone: nobody knows what a context's own code puts into a sentence. */
export const reasonOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
  return typeof code === 'string' ? code : String(name ?? 'an error')
}
