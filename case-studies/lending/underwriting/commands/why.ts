import { parseArgs } from 'node:util'
import { type CommandContext, CommandLineError } from '@watertight/cli'
import { isRefusal } from '@watertight/domain'
import { Underwriting } from '../context.ts'
import { explanationOf } from '../replay/explain.ts'
import { historyOf } from '../replay/history.ts'
import { failing, withLog } from './open-log.ts'
import { plain, printTable } from './table.ts'

/** `watertight lending why ID`. */
export async function why({ args, json, ports, out }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { log: { type: 'string' } },
  })
  const id = only(positionals)
  const history = await withLog(Underwriting, ports, values.log, (store) => historyOf(store, id))
  if (isRefusal(history)) throw failing(history)
  const told = explanationOf(history)
  if (json) {
    out.line(JSON.stringify(told, null, 2))
    return 0
  }
  const { policy, settled } = told
  out.line(
    `${told.application}: ${told.outcome}${settled ? `, then ${settled.outcome} by ${settled.by.join(' and ')}: ${plain(settled.because)}` : ''}`,
  )
  out.line(`under ${policy.key} ${policy.version}, ${policy.hash}`)
  out.line(`on facts ${told.factsHash}`)
  for (const before of told.earlier)
    out.line(
      `round ${before.round} of ${before.decidedOn}: ${before.outcome} (${before.referrals.join(', ')}) under ${before.version}, on facts ${before.factsHash}`,
    )
  out.line('')
  printTable(
    out,
    ['rule', 'outcome', 'because', 'reason', 'citation', 'version of'],
    told.rules.map(({ rule, outcome, because, reason, citation, dated }) => [
      rule,
      outcome,
      because,
      reason,
      citation,
      dated,
    ]),
  )
  out.line('')
  printTable(
    out,
    ['fact', 'value', 'source', 'at', ''],
    told.facts.map(({ name, value, source, at, isDegraded }) => [
      name,
      value,
      source,
      at,
      isDegraded ? 'degraded' : '',
    ]),
  )
  out.line('')
  for (const line of told.notice.split('\n')) out.line(plain(line))
  out.line(`The notice is due on ${told.noticeDueOn}. Teaching software, not legal advice.`)
  return 0
}

/** The one argument of a command. */
export function only(positionals: readonly string[], what = 'application'): string {
  const [one, ...more] = positionals
  if (one === undefined || more.length > 0)
    throw new CommandLineError(
      'WT_USAGE',
      `One ${what} is named, and here are ${positionals.length}`,
    )
  return one
}
