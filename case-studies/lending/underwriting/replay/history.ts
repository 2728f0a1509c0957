import { type DataOf, type EventType, isRefusal, type Refusal, refuse } from '@watertight/domain'
import type { EventStore, Recorded } from '@watertight/eventstore'
import type {
  DecisionCalledOff,
  DecisionMade,
  FactsFrozen,
  OutcomeConfirmed,
  OutcomeProposed,
} from '../decision/language.ts'
import type { CompiledPolicy } from '../policy/compile.ts'
import { type NotThere, policyLibrary } from '../policy/library.ts'

/** What was decided once: on which facts, under which policy. */
export interface Round {
  readonly frozen: DataOf<typeof FactsFrozen>
  readonly made: DataOf<typeof DecisionMade>
  readonly policy: CompiledPolicy
}

/** What the log has of the decision about an application: its last round, and those before. */
export interface History extends Round {
  readonly application: string
  readonly earlier: readonly Round[]
  /** The last proposal that was made on these facts, also where it was returned. */
  readonly proposed: DataOf<typeof OutcomeProposed> | undefined
  readonly confirmed: DataOf<typeof OutcomeConfirmed> | undefined
  /** Why nobody asks for the loan any more. */
  readonly calledOff: string | undefined
}

export type NoHistory = Refusal<'DecisionUnknown' | 'DecisionPending' | 'CalledOff'> | NotThere

type Log = Pick<EventStore<EventType>, 'read' | 'readLog'>
type Event =
  | typeof FactsFrozen
  | typeof DecisionMade
  | typeof OutcomeProposed
  | typeof OutcomeConfirmed
  | typeof DecisionCalledOff

/** Reads a decision out of the log alone. */
export async function historyOf(
  store: Log,
  application: string,
  byHash = policyLibrary(store),
): Promise<History | NoHistory> {
  const rounds: Round[] = []
  let frozen: Round['frozen'] | undefined
  let [proposed, confirmed]: [History['proposed']?, History['confirmed']?] = []
  let calledOff: string | undefined
  for await (const message of store.read(`credit-decision-${application}`)) {
    const event = message as Recorded<Event>
    if (event.type === 'FactsFrozen') [frozen, proposed] = [event.data, undefined]
    else if (event.type === 'OutcomeProposed') proposed = event.data
    else if (event.type === 'OutcomeConfirmed') confirmed = event.data
    else if (event.type === 'DecisionCalledOff') calledOff = event.data.because
    else if (event.type === 'DecisionMade' && frozen !== undefined) {
      const policy = await byHash(event.data.policy.hash)
      if (isRefusal(policy)) return policy
      rounds.push({ frozen, made: event.data, policy })
    }
  }
  const last = rounds.pop()
  if (last) return { application, ...last, earlier: rounds, proposed, confirmed, calledOff }
  if (calledOff !== undefined)
    return refuse('CalledOff', `${application} was called off before it was decided: ${calledOff}`)
  const completedOn = frozen?.facts.applicationCompletedOn?.value
  return completedOn === undefined
    ? refuse('DecisionUnknown', `the log has no application ${application}`)
    : refuse(
        'DecisionPending',
        `${application} is not decided yet. Ask again in a moment; it waits as long as no policy is in force on ${completedOn}, the day it was completed`,
      )
}
