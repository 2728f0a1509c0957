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

export const replay = <S, E extends EventType>(
  fold: Fold<S, E>,
  events: Iterable<MessageOf<E>>,
): S => {
  let state = fold.initial()
  for (const event of events) state = fold.evolve(state, event)
  return state
}
