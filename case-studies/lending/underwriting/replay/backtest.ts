import type { DataOf, EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { DecisionMade, FactsFrozen } from '../decision/language.ts'
import type { CompiledPolicy } from '../policy/compile.ts'
import { type WhatIf, whatIf } from './replay.ts'

/** What a draft would have changed, over every application of the log: the last round of each. */
export interface Backtest {
  readonly decisions: number
  /** How many went from one outcome to another, the unchanged ones included. */
  readonly outcomes: readonly {
    readonly was: string
    readonly would: string
    readonly count: number
  }[]
  /** How many lose a reason, and how many get it. */
  readonly reasons: readonly {
    readonly reason: string
    readonly gone: number
    readonly added: number
  }[]
  /** Decisions whose facts lack what the draft asks for: never guessed. */
  readonly notEvaluable: number
  /** What they lack, facts and figures of tables, the most frequent first. */
  readonly lacking: readonly { readonly name: string; readonly count: number }[]
  /** Each application with both outcomes, for whoever may look at them by group. */
  readonly each: readonly Pick<WhatIf, 'application' | 'was' | 'would'>[]
}

/** Asks the draft about the frozen facts of every decision. Nothing is recorded. */
export async function backtest(
  store: Pick<EventStore<EventType>, 'readLog'>,
  draft: CompiledPolicy,
): Promise<Backtest> {
  const frozen = new Map<string, DataOf<typeof FactsFrozen>>()
  const asked = new Map<string, WhatIf>()
  const outcomes = new Map<string, number>()
  const reasons = new Map<string, { gone: number; added: number }>()
  const lacking = new Map<string, number>()
  let notEvaluable = 0
  const count = (reason: string, side: 'gone' | 'added') => {
    const before = reasons.get(reason) ?? { gone: 0, added: 0 }
    reasons.set(reason, { ...before, [side]: before[side] + 1 })
  }
  for await (const { type, data } of store.readLog<typeof FactsFrozen | typeof DecisionMade>({
    where: { types: [FactsFrozen, DecisionMade] },
  })) {
    if (type === 'FactsFrozen') {
      frozen.set(data.application, data)
      continue
    }
    const { application } = data
    const facts = frozen.get(application)
    if (facts === undefined) continue
    frozen.delete(application)
    asked.set(application, whatIf({ application, frozen: facts, made: data }, draft))
  }
  for (const { was, would, missing, reasonsGone, reasonsNew } of asked.values()) {
    outcomes.set(`${was} ${would}`, (outcomes.get(`${was} ${would}`) ?? 0) + 1)
    if (missing.length > 0) notEvaluable++
    for (const name of missing) lacking.set(name, (lacking.get(name) ?? 0) + 1)
    for (const reason of reasonsGone) count(reason, 'gone')
    for (const reason of reasonsNew) count(reason, 'added')
  }
  return {
    decisions: asked.size,
    outcomes: [...outcomes]
      .map(([key, many]) => {
        const [was = '', would = ''] = key.split(' ')
        return { was, would, count: many }
      })
      .sort((a, b) => b.count - a.count || (a.was + a.would < b.was + b.would ? -1 : 1)),
    reasons: [...reasons]
      .map(([reason, sides]) => ({ reason, ...sides }))
      .sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    notEvaluable,
    lacking: [...lacking]
      .map(([name, many]) => ({ name, count: many }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    each: [...asked.values()].map(({ application, was, would }) => ({ application, was, would })),
  }
}
