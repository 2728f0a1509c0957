import { parseArgs } from 'node:util'
import type { CommandContext } from '@watertight/cli'
import type { DataOf } from '@watertight/domain'
import { Compliance } from './compliance/context.ts'
import { type Impact, impacts, meaningOn } from './compliance/impact.ts'
import { MonitoringRecorded } from './compliance/language.ts'
import { nothingDecided } from './underwriting/commands/decision-in.ts'
import { draftIn } from './underwriting/commands/draft.ts'
import { only } from './underwriting/commands/only.ts'
import { withLog } from './underwriting/commands/open-log.ts'
import { printTable } from './underwriting/commands/table.ts'
import { Underwriting } from './underwriting/context.ts'
import { backtest } from './underwriting/replay/backtest.ts'

/**
 * `watertight lending backtest DRAFT`. Underwriting's part knows outcomes and no groups; with `--monitoring`, compliance's
 * part reads the groups from its own log and tells counts.
 */
export async function run(context: CommandContext): Promise<number> {
  const { args, json, ports, out } = context
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { log: { type: 'string' }, monitoring: { type: 'string' } },
  })
  const draft = draftIn(only('backtest', positionals))
  const { each, ...tested } = await withLog(Underwriting, context, values.log, (store) =>
    backtest(store, draft),
  )
  if (tested.decisions === 0) throw nothingDecided()
  const told =
    values.monitoring === undefined
      ? undefined
      : await withLog(Compliance, context, values.monitoring, async (store) => {
          const groups = new Map<string, DataOf<typeof MonitoringRecorded>>()
          for await (const { data } of store.readLog<typeof MonitoringRecorded>({
            where: { types: [MonitoringRecorded] },
          }))
            groups.set(data.application, data)
          return groups
        })
  const approved = (side: 'was' | 'would') =>
    each.map((one) => ({ application: one.application, approved: one[side] === 'approved' }))
  const impact = told && {
    was: impacts(approved('was'), told),
    would: impacts(approved('would'), told),
  }
  if (json) {
    out.line(JSON.stringify({ draft: draft.hash, ...tested, ...(impact && { impact }) }, null, 2))
    return 0
  }
  out.line(
    `${tested.decisions} decisions, asked again under ${draft.document.key} ${draft.document.version}, a draft: ${draft.hash}`,
  )
  if (tested.notEvaluable > 0)
    out.line(
      `${tested.notEvaluable} lack what the draft asks for: ${tested.lacking.map(({ name, count }) => `${name} ${count}`).join(', ')}`,
    )
  out.line('')
  printTable(
    out,
    ['was', 'would be', 'decisions'],
    tested.outcomes.map(({ was, would, count }) => [was, would, count]),
  )
  out.line('')
  printTable(
    out,
    ['reason', 'gone', 'new'],
    tested.reasons.map(({ reason, gone, added }) => [reason, gone, added]),
  )
  if (impact) {
    out.line('')
    printTable(
      out,
      [
        'attribute',
        'group',
        'applicants',
        'approved',
        'ratio %',
        'would be approved',
        'ratio %',
        '',
      ],
      impact.was.map((one, i) => impactRow(one, impact.would[i])),
    )
    out.line(meaningOn(new Date(ports.clock.wallTime()).toISOString().slice(0, 10)))
  }
  return 0
}

const impactRow = (was: Impact, would: Impact | undefined) => [
  was.attribute,
  was.group,
  was.applicants,
  was.approved,
  was.ratioPercent ?? '-',
  would?.approved ?? '-',
  would?.ratioPercent ?? '-',
  would?.isBelowFourFifths ? 'below four fifths' : '',
]
