import { parseArgs } from 'node:util'
import type { CommandContext, Output } from '@watertight/cli'
import { Underwriting } from '../context.ts'
import { type Explanation, explanationOf } from '../replay/explain.ts'
import { decisionIn } from './decision-in.ts'
import { only } from './only.ts'
import { withLog } from './open-log.ts'
import { plain, printTable } from './table.ts'

/** `watertight lending why ID`. */
export async function why(context: CommandContext): Promise<number> {
  const { args, json, out } = context
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { log: { type: 'string' } },
  })
  const id = only('why', positionals)
  const history = await withLog(Underwriting, context, values.log, (store) => decisionIn(store, id))
  const told = explanationOf(history)
  if (json) {
    out.line(JSON.stringify(told, null, 2))
    return 0
  }
  printHead(out, told)
  for (const [outcome, title] of outcomes) printRules(out, title, told, outcome)
  out.line('')
  printTable(
    out,
    ['fact', 'value', 'source', 'at', ''],
    told.facts.map(({ name, value, source, at, isDegraded }) => [
      ...[name, value, source, at],
      isDegraded ? 'degraded' : '',
    ]),
  )
  out.line('')
  for (const line of told.notice.split('\n')) out.line(plain(line))
  out.line(`The notice is due on ${told.noticeDueOn}. Teaching software, not legal advice.`)
  return 0
}

/** What decides comes first. */
const outcomes = [
  ['failed', 'Failed'],
  ['fact missing', 'Facts missing'],
  ['held', 'Held'],
  ['not evaluated', 'Not evaluated'],
] as const

function printHead(out: Output, told: Explanation): void {
  const { application, outcome, settled, calledOff, policy, factsHash, earlier } = told
  const since =
    settled !== null
      ? `, then ${settled.outcome} by ${settled.by.join(' and ')}: ${plain(settled.because)}`
      : calledOff !== null
        ? `, then called off: ${plain(calledOff)}`
        : ''
  out.line(`${application}: ${outcome}${since}`)
  if (told.referrals.length > 0) out.line(`a person must look: ${told.referrals.join(', ')}`)
  out.line(`under ${policy.key} ${policy.version}, ${policy.hash}`)
  out.line(`on facts ${factsHash}`)
  for (const before of earlier)
    out.line(
      `round ${before.round} of ${before.decidedOn}: ${before.outcome} (${before.referrals.join(', ')}) under ${before.version}, on facts ${before.factsHash}`,
    )
}

function printRules(out: Output, title: string, { rules }: Explanation, outcome: string): void {
  const found = rules.filter((one) => one.outcome === outcome)
  if (found.length === 0) return
  out.line('')
  out.line(title)
  for (const { rule, because, reason, citation, dated } of found) {
    out.line(`  ${rule}: ${plain(because)}`)
    out.line(`    ${plain(citation)}, as of ${dated}; reason ${reason}`)
  }
}
