import { type DataOf, type EventType, isRefusal, type Refusal, refuse } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import {
  DecisionMade,
  FactsFrozen,
  OutcomeConfirmed,
  OutcomeProposed,
} from '../decision/language.ts'
import type { CompiledPolicy } from '../policy/compile.ts'
import { type NotThere, policyLibrary } from '../policy/library.ts'

/** What the log has of one decision, and the policy it was made under. */
export interface History {
  readonly application: string
  readonly frozen: DataOf<typeof FactsFrozen>
  readonly made: DataOf<typeof DecisionMade>
  /** The last proposal that was made, also where it was returned. */
  readonly proposed: DataOf<typeof OutcomeProposed> | undefined
  readonly confirmed: DataOf<typeof OutcomeConfirmed> | undefined
  readonly policy: CompiledPolicy
}

export type NoHistory = Refusal<'DecisionUnknown' | 'DecisionPending'> | NotThere

type Log = Pick<EventStore<EventType>, 'read' | 'readLog'>

/** Reads a decision out of the log alone. */
export async function historyOf(
  store: Log,
  application: string,
  byHash = policyLibrary(store),
): Promise<History | NoHistory> {
  const events = await store.read(`credit-decision-${application}`).toArray()
  const dataOf = <E extends EventType>({ type }: E): DataOf<E> | undefined =>
    events.findLast((event) => event.type === type)?.data as DataOf<E> | undefined
  const [frozen, made] = [dataOf(FactsFrozen), dataOf(DecisionMade)]
  if (frozen === undefined)
    return refuse('DecisionUnknown', `the log has no application ${application}`)
  if (made === undefined) return refuse('DecisionPending', `${application} is not decided yet`)
  const policy = await byHash(made.policy.hash)
  if (isRefusal(policy)) return policy
  const [proposed, confirmed] = [dataOf(OutcomeProposed), dataOf(OutcomeConfirmed)]
  return { application, frozen, made, proposed, confirmed, policy }
}
