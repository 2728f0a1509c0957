import { type DataOf, type EventType, isRefusal } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { DecisionMade, FactsFrozen } from '../decision/language.ts'
import { policyLibrary } from '../policy/library.ts'
import { type Replayed, replayRound } from './replay.ts'

/** Replays every decision of a log, in the order they were made. A policy that is not what its hash says is a difference of each decision under it. */
export async function* replayAll(
  store: Pick<EventStore<EventType>, 'readLog'>,
): AsyncIterable<Replayed> {
  const byHash = policyLibrary(store)
  const frozen = new Map<string, DataOf<typeof FactsFrozen>>()
  for await (const { type, data } of store.readLog<typeof FactsFrozen | typeof DecisionMade>({
    where: { types: [FactsFrozen, DecisionMade] },
  })) {
    const { application } = data
    if (type === 'FactsFrozen') {
      frozen.set(application, data)
      continue
    }
    const facts = frozen.get(application)
    frozen.delete(application)
    const policy = await byHash(data.policy.hash)
    if (facts === undefined)
      yield { application, matches: false, differences: ['its facts are not in the log'] }
    else if (isRefusal(policy)) yield { application, matches: false, differences: [policy.because] }
    else yield replayRound(application, { frozen: facts, made: data, policy })
  }
}
