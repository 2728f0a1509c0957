import { parseArgs } from 'node:util'
import { type CommandContext, CommandLineError, type Output } from '@watertight/cli'
import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { Underwriting } from '../context.ts'
import { replay as again, type Replayed, whatIf } from '../replay/replay.ts'
import { replayAll } from '../replay/replay-all.ts'
import { decisionIn, nothingDecided } from './decision-in.ts'
import { draftIn } from './draft.ts'
import { only } from './only.ts'
import { withLog } from './open-log.ts'
import { printTable } from './table.ts'

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
      '--all replays everything as it was; leave out the application and --policy, or leave out --all',
    )
  const { policy, all, log } = values
  if (all) return withLog(Underwriting, context, log, (store) => everything(context, store))
  const id = only('replay', positionals)
  // before the log is opened: a draft that cannot be read is told first
  const draft = policy === undefined ? undefined : draftIn(policy)
  const history = await withLog(Underwriting, context, log, (store) => decisionIn(store, id))
  return draft === undefined
    ? show(context, again(history), history.made.policy.hash)
    : what(context, whatIf(history, draft))
}

const whatThen =
  'The log was changed after it was written, or this release decides otherwise. Compare the log with a backup, then the release with the one that decided.'

const printMismatch = (out: Output, { application, differences }: Replayed) =>
  out.line(`${application}: NOT the same: ${differences.join('; ')}`)

function show({ json, out }: CommandContext, replayed: Replayed, hash: string): number {
  if (json) out.line(JSON.stringify(replayed))
  else if (replayed.matches)
    out.line(`${replayed.application}: the same decision, byte for byte, under policy ${hash}`)
  else {
    printMismatch(out, replayed)
    out.line(whatThen)
  }
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
  if (decisions === 0) throw nothingDecided()
  if (json) out.line(JSON.stringify({ decisions, mismatches }))
  else {
    for (const replayed of mismatches) printMismatch(out, replayed)
    out.line(`${decisions} decisions replayed, ${mismatches.length} mismatches`)
    if (mismatches.length > 0) out.line(whatThen)
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
