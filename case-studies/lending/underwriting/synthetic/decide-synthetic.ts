import { type Aggregate, type EventType, isRefusal, kebab, type Message } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { CreditDecision } from '../decision/credit-decision.ts'
import { Decide, RequestDecision } from '../decision/language.ts'
import { homeLoansOfAllYears } from '../policies/home-loans.ts'
import { type CompiledPolicy, compilePolicy } from '../policy/compile.ts'
import { DraftPolicy, PublishPolicy } from '../policy/language.ts'
import { Policy } from '../policy/policy.ts'
import type { Synthetic } from './application.ts'

type Store = EventStore<EventType>

/** Publishes every year of the policy into an empty log, and answers them by version. */
export async function publishPolicies(store: Store): Promise<ReadonlyMap<string, CompiledPolicy>> {
  const policies = new Map<string, CompiledPolicy>()
  for (const document of homeLoansOfAllYears()) {
    const { key, version } = document
    const policy = sure(compilePolicy(document))
    await carry(store, Policy, key, DraftPolicy({ document, by: 'synthetic.author' }))
    await carry(
      store,
      Policy,
      key,
      PublishPolicy({ version, hash: policy.hash, by: 'synthetic.approver' }),
    )
    policies.set(version, policy)
  }
  return policies
}

/** Takes applications as the service does, without its sockets: checked, frozen and stored, then loaded, decided and stored. */
export async function decideApplications(
  store: Store,
  policies: ReadonlyMap<string, CompiledPolicy>,
  applications: Iterable<Synthetic>,
  atOnce = 64,
): Promise<void> {
  const left = applications[Symbol.iterator]()
  const worker = async () => {
    for (let next = left.next(); !next.done; next = left.next()) {
      const { id, applicants, facts } = next.value
      await carry(store, CreditDecision, id, RequestDecision({ applicants, facts }))
      const year = facts.applicationCompletedOn?.value.slice(0, 4) ?? ''
      const policy = policies.get(year)
      if (policy === undefined) throw new Error(`no policy of ${year}`)
      await carry(store, CreditDecision, id, Decide({ policy }))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function carry(store: Store, owner: Aggregate, id: string, command: Message): Promise<void> {
  const stream = `${kebab(owner.name)}-${id}`
  const { state, revision } = await store.load(owner, stream)
  const events = sure(owner.decide(state, command as never, { now: new Date(0), id }))
  const answer = await store.append(stream, events, { expect: revision })
  if (answer.is !== 'appended') throw new Error(`${stream}: ${answer.is}`)
}

function sure<T>(answer: T): Exclude<T, { readonly refused: string }> {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.because}`)
  return answer as Exclude<T, { readonly refused: string }>
}
