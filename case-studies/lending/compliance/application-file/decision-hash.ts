import { createHash } from 'node:crypto'
import type { DataOf } from '@watertight/domain'
import type { DecisionNoted } from './language.ts'

/** SHA-256 over what was decided, in one order of its parts: a notice carries it, so it can be shown which decision it told of. */
export function decisionHash({
  outcome,
  reasons,
  offer,
  policy: { key, version, hash },
  completedOn,
}: Pick<
  DataOf<typeof DecisionNoted>,
  'outcome' | 'reasons' | 'offer' | 'policy' | 'completedOn'
>): string {
  const told = reasons.map(({ code, text, hmda }) => [code, text, hmda])
  const parts = [outcome, told, offer?.loanAmount ?? null, key, version, hash, completedOn]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
