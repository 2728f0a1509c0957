import { dirname } from 'node:path'
import { nodeFolder } from '@watertight/ports/node'
import { contentOf, isThere } from '../learning/files.ts'
import { LearnError, type LearnErrorCode } from '../learning/learn-error.ts'
import { argumentsOf, type Context, deskIn } from './desk.ts'
import { asJson, graded } from './grading.ts'

/** `watertight learn watch`. A save while a check runs stops that check and begins another. */
export async function watch(context: Context): Promise<number> {
  const { args, out, json, signal } = context
  const { values, named } = argumentsOf(args, {})
  const desk = deskIn(values.folder, context)
  const lab = await desk.lab(named)
  const file = desk.workOn(lab)
  const folder = dirname(file)
  let checked = ''
  let save = new AbortController()
  const watching = nodeFolder(folder).watch(() => {
    // an editor touches a file more than once for a save
    if (contentOf(folder) !== checked) save.abort(saved)
  })
  if (!json) out.line(`Watching ${file}. Ctrl-C ends it.`)
  try {
    while (!signal.aborted) {
      save = new AbortController()
      const now = contentOf(folder)
      // some editors take a file away before they write it
      if (now !== checked && isThere(file)) {
        checked = now
        const found = await graded(lab, desk, context, {
          signal: AbortSignal.any([signal, save.signal]),
        }).catch(unlessSaved)
        if (!found) {
          checked = ''
          continue
        }
        if (json) out.line(asJson(found))
        if (found.verdict === 'pass' && found.isWhole) return 0
      }
      await fired(AbortSignal.any([signal, save.signal]))
    }
  } finally {
    watching.stop()
  }
  return 0
}

const saved = new Error('saved')

const old: ReadonlySet<LearnErrorCode> = new Set(['WT_LAB_CHANGED', 'WT_LAB_NOT_STARTED'])

/** What was checked is not there any more. */
function unlessSaved(error: unknown): undefined {
  const isOld = error === saved || (error instanceof LearnError && old.has(error.code))
  if (!isOld) throw error
}

const fired = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((end) => signal.addEventListener('abort', () => end(), { once: true }))
