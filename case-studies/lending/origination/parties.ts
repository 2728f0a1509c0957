import type { DataOf, EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { ApplicationReceived, type Party } from './intake/language.ts'

/** Who asks, from the one event that has names and numbers. */
export async function partiesOf(
  store: Pick<EventStore<EventType>, 'read'>,
  application: string,
): Promise<readonly Party[]> {
  const [received] = await store.read(`admission-${application}`, { limit: 1 }).toArray()
  if (received?.type !== ApplicationReceived.type)
    throw new Error(`the log has no application ${application}`)
  return (received.data as DataOf<typeof ApplicationReceived>).parties
}
