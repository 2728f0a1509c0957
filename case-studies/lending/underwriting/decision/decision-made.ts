import type { DataOf } from '@watertight/domain'
import type { CompiledPolicy } from '../policy/compile.ts'
import { engineOf } from './engine.ts'
import { DecisionMade, type FactsFrozen } from './language.ts'

/** Days from the completed application to the notice of action taken: 12 CFR 1002.9(a)(1)(i). */
const noticeDays = 30

type Frozen = Pick<DataOf<typeof FactsFrozen>, 'facts' | 'hash' | 'round'>

/** The event of a decision, from its parts alone: made when it is taken, and made again when it is replayed. Undefined where this release does not have that engine. */
export function decisionMade(
  application: string,
  { facts, hash, round = 1 }: Frozen,
  policy: CompiledPolicy,
  engine: string,
): ReturnType<typeof DecisionMade> | undefined {
  const completedOn = facts.applicationCompletedOn?.value
  const decision = engineOf(engine)?.(policy, facts)
  if (decision === undefined || completedOn === undefined) return undefined
  const { key, version, authority } = policy.document
  return DecisionMade({
    application,
    ...(round > 1 && { round }),
    factsHash: hash,
    policy: { key, version, hash: policy.hash },
    engine,
    authority,
    ...(decision as Plain<typeof decision>),
    completedOn,
    noticeDueOn: daysAfter(completedOn, noticeDays),
  })
}

// the schema's lists are not readonly; what is handed over is not changed
type Plain<T> = Pick<DataOf<typeof DecisionMade>, keyof T & keyof DataOf<typeof DecisionMade>>

const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
