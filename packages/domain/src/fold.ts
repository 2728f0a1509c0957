import { DomainError } from './domain-error.ts'
import type { EventType, MessageOf } from './message.ts'

/** A state and how events change it. An aggregate is one; a decision over a query is one. */
export interface Fold<S, E extends EventType> {
  readonly name: string
  /** Raise it when `evolve` changes its meaning: snapshots of the old one are then ignored. */
  readonly version?: number
  readonly events: readonly E[]
  initial(): S
  evolve(state: S, event: MessageOf<E>): S
}

/** The state after these events, from the beginning. */
export const replay = <S, E extends EventType>(
  fold: Fold<S, E>,
  events: Iterable<MessageOf<E>>,
): S => {
  let state = fold.initial()
  for (const event of events) state = fold.evolve(state, event)
  return state
}

export const unknownEvent = (fold: string, type: string) =>
  new DomainError('WT_EVENT_UNKNOWN', `${fold} does not know the event ${type}`, { fold, type })
