import { parseArgs } from 'node:util'
import { type CommandContext, CommandLineError } from '@watertight/cli'
import { type EventType, isRefusal } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { Underwriting } from '../context.ts'
import { historyOf } from '../replay/history.ts'
import { replay as again, type Replayed, whatIf } from '../replay/replay.ts'
import { replayAll } from '../replay/replay-all.ts'
import { draftIn } from './draft.ts'
import { failing, withLog } from './open-log.ts'
import { printTable } from './table.ts'
import { only } from './why.ts'

/** `watertight lending replay ID`, `replay --all`, `replay ID --policy DRAFT`. */
export async function replay(context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...context.args],
    allowPositionals: true,
    options: {
      log: { type: 'string' },
      policy: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
  })
  if (values.all && (positionals.length > 0 || values.policy !== undefined))
    throw new CommandLineError(
      'WT_USAGE',
      '--all replays everything as it was; it takes no application and no policy',
    )
  const { policy, all, log } = values
  const ports = context.ports
  if (all) return withLog(Underwriting, ports, log, (store) => everything(context, store))
  const id = only(positionals)
  // before the log is opened: a draft that cannot be read is told first
  const draft = policy === undefined ? undefined : draftIn(policy)
  const history = await withLog(Underwriting, ports, log, (store) => historyOf(store, id))
  if (isRefusal(history)) throw failing(history)
  return draft === undefined
    ? show(context, again(history), history.made.policy.hash)
    : what(context, whatIf(history, draft))
}

function show({ json, out }: CommandContext, replayed: Replayed, hash: string): number {
  if (json) out.line(JSON.stringify(replayed))
  else if (replayed.matches)
    out.line(`${replayed.application}: the same decision, byte for byte, under policy ${hash}`)
  else out.line(`${replayed.application}: NOT the same: ${replayed.differences.join('; ')}`)
  return replayed.matches ? 0 : 1
}

async function everything(
  { json, out }: CommandContext,
  store: EventStore<EventType>,
): Promise<number> {
  let decisions = 0
  const mismatches: Replayed[] = []
  for await (const replayed of replayAll(store)) {
    decisions++
    if (!replayed.matches) mismatches.push(replayed)
  }
  if (json) out.line(JSON.stringify({ decisions, mismatches }))
  else {
    for (const { application, differences } of mismatches)
      out.line(`${application}: NOT the same: ${differences.join('; ')}`)
    out.line(`${decisions} decisions replayed, ${mismatches.length} mismatches`)
  }
  return mismatches.length === 0 ? 0 : 1
}

function what({ json, out }: CommandContext, found: ReturnType<typeof whatIf>): number {
  if (json) out.line(JSON.stringify(found))
  else
    printTable(
      out,
      ['application', 'was', 'would be', 'reasons gone', 'reasons new', 'not known'],
      [
        [
          found.application,
          found.was,
          found.would,
          found.reasonsGone.join(', '),
          found.reasonsNew.join(', '),
          found.missing.join(', '),
        ],
      ],
    )
  return 0
}
