import { type EventType, isRefusal, type Refusal, refuse } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type CompiledPolicy, compilePolicy } from './compile.ts'
import { PolicyPublished } from './language.ts'

export type NotThere = Refusal<'PolicyUnknown' | 'PolicyAltered'>

const broughtBack = 'Bring the log back from a backup, and decide nothing by this one until then'

/** Published policies by their hash, out of the log and nowhere else. What is in the log under a hash must have that hash. */
export function policyLibrary(store: Pick<EventStore<EventType>, 'readLog'>) {
  const known = new Map<string, CompiledPolicy>()

  return async function byHash(hash: string): Promise<CompiledPolicy | NotThere> {
    const before = known.get(hash)
    if (before) return before
    const [published] = await store
      .readLog<typeof PolicyPublished>({
        where: { types: [PolicyPublished], tags: { hash } },
        limit: 1,
      })
      .toArray()
    if (published === undefined)
      return refuse('PolicyUnknown', `the log has no policy ${hash}. ${broughtBack}`)
    const policy = compilePolicy(published.data.document)
    if (isRefusal(policy))
      return refuse(
        'PolicyAltered',
        `the policy ${hash} cannot be read any more: ${policy.because}. ${broughtBack}`,
      )
    if (policy.hash !== hash)
      return refuse(
        'PolicyAltered',
        `the policy recorded as ${hash} is ${policy.hash} now: it was altered after it was published. ${broughtBack}`,
      )
    known.set(hash, policy)
    return policy
  }
}
