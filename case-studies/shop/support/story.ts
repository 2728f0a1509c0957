import type { Gathered } from './gather.ts'
import { mask } from './masking.ts'
import type { PastEvent } from './past.ts'
import type { Story } from './published.ts'
import { statesOf } from './states.ts'
import { inOrder, keyOf, timeline } from './timeline.ts'

export interface Asking {
  readonly order: string
  /** Key of an event: states are told as of it. */
  readonly asOf: string | undefined
}
export interface Customer {
  /** As the list of orders tells it. */
  readonly name: string | null
  readonly disclosedUntil: string | null
}

/** Puts together what was gathered; undefined where `asOf` is no event of it. */
export function storyOf(
  { order, asOf }: Asking,
  gathered: readonly Gathered[],
  { name, disclosedUntil }: Customer,
): Story | undefined {
  const ordered = inOrder(gathered.flatMap(({ events }) => events))
  const place =
    asOf === undefined ? ordered.length - 1 : ordered.findIndex((e) => keyOf(e) === asOf)
  if (asOf !== undefined && place < 0) return undefined
  const happened: readonly PastEvent[] = ordered.slice(0, place + 1)
  const isWhole = gathered.every(({ is }) => is === 'read')
  return {
    order,
    asOf: asOf ?? null,
    customer: name === null || disclosedUntil !== null ? name : mask,
    disclosedUntil,
    contexts: gathered.map(({ name: context, is, because }) => ({
      ...{ name: context, is, because },
      state: statesOf(happened.filter((event) => event.context === context)),
    })),
    events: timeline(ordered, { happened: happened.length, isWhole }),
  }
}
