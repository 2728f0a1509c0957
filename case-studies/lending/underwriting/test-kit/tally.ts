import { DecisionMade } from '../decision/language.ts'
import { homeLoans } from '../policies/home-loans.ts'
import type { Replayed } from '../replay/replay.ts'
import { replayAll } from '../replay/replay-all.ts'
import { syntheticApplication } from '../synthetic/application.ts'
import { decideApplications, publishPolicies } from '../synthetic/decide-synthetic.ts'
import { openMemory } from './open.ts'

export interface Tally {
  readonly decided: number
  readonly outcomes: ReadonlyMap<string, number>
  /** Of every rule of the latest policy, how often it failed. */
  readonly failures: ReadonlyMap<string, number>
  readonly mismatches: readonly Replayed[]
}

/** Decides the applications from a number on, replays the log, and counts. */
export async function tally(seed: number, from: number, count: number): Promise<Tally> {
  const store = await openMemory()
  const policies = await publishPolicies(store)
  await decideApplications(
    store,
    policies,
    Array.from({ length: count }, (_, index) => syntheticApplication(seed, from + index)),
  )
  const outcomes = new Map<string, number>()
  const failures = new Map(homeLoans(2026).rules.map(({ id }) => [id, 0]))
  const add = (to: Map<string, number>, key: string) => to.set(key, (to.get(key) ?? 0) + 1)
  for await (const { data } of store.readLog<typeof DecisionMade>({
    where: { types: [DecisionMade] },
  })) {
    add(outcomes, data.outcome)
    for (const { rule, outcome } of data.findings) if (outcome === 'failed') add(failures, rule)
  }
  const mismatches: Replayed[] = []
  let decided = 0
  for await (const replayed of replayAll(store)) {
    decided++
    if (!replayed.matches) mismatches.push(replayed)
  }
  await store.close()
  return { decided, outcomes, failures, mismatches }
}
