import type { Change, Entries, Snapshot } from '../../server/views/message.ts'

/** What happened while somebody watched, as one file: what was known at its beginning, every change after, and what the console answered. */
export interface Run {
  readonly format: 'watertight-run'
  readonly version: 1
  /** The screen that it is opened at; `time` where it does not say. */
  readonly opens?: string
  readonly snapshot: Snapshot
  /** In the order of their time. */
  readonly changes: readonly Change[]
  /** What was asked for, by its path, as it was answered last. */
  readonly answers: { readonly [path: string]: unknown }
}

/** The run in this text, or why it is none. */
export function runIn(text: string): Run | string {
  let run: unknown
  try {
    run = JSON.parse(text)
  } catch {
    return 'The file is no JSON, so no run was recorded in it.'
  }
  const { format, version, snapshot, changes, answers } = (run ?? {}) as { [name: string]: unknown }
  if (format !== 'watertight-run') return 'The file has no run: export one with “Export this run”.'
  if (version !== 1)
    return `The run has version ${String(version)}, and this console reads version 1.`
  if (!isChange(snapshot) || !Array.isArray(changes) || !changes.every(isChange))
    return 'The run is damaged: its changes cannot be read. Export it again.'
  if (typeof answers !== 'object' || answers === null)
    return 'The run is damaged: its answers cannot be read. Export it again.'
  return run as Run
}

const isChange = (value: unknown): value is Change => {
  const { at, entries } = (value ?? {}) as Partial<Change>
  return typeof at === 'number' && typeof entries === 'object' && entries !== null
}

/** Under what an answer is kept: a story is the same from whichever of its events it is asked for. */
export const answerKey = (path: string): string =>
  path.replace(/^(api\/log\/stories\/[^?]+)\?.*$/, '$1')

export const endOf = ({ snapshot, changes }: Pick<Run, 'snapshot' | 'changes'>): number =>
  changes.at(-1)?.at ?? snapshot.at

/** What was known at a time: all that had changed by then. */
export function momentOf(
  { snapshot, changes }: Pick<Run, 'snapshot' | 'changes'>,
  at: number,
): Snapshot {
  const known = new Map(Object.entries(snapshot.entries))
  let last = snapshot.at
  for (const change of changes) {
    if (change.at > at) break
    last = change.at
    for (const [key, value] of Object.entries(change.entries))
      if (value === null) known.delete(key)
      else known.set(key, value)
  }
  return { at: last, entries: Object.fromEntries(known) as Entries }
}
