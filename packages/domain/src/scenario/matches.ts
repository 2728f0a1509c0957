import type { Query, QueryPart } from '../decision.ts'
import type { EventType, Message } from '../message.ts'

/** Whether a query selects this event, as an event store does: one of the types and all of the tags, and only fields that the event declares as tags count. */
export function matches<E extends EventType>(
  query: Query<E>,
  known: readonly E[],
  event: Message,
): boolean {
  const type = known.find((one) => one.type === event.type)
  const data = event.data as { readonly [field: string]: unknown }
  const selects = ({ types, tags = {} }: QueryPart<E>) =>
    type !== undefined &&
    (types === undefined || types.includes(type)) &&
    Object.entries(tags).every(
      ([field, v]) => type.tags.includes(field) && String(data[field]) === String(v),
    )
  return (Array.isArray(query) ? query : [query]).some(selects)
}
