import { dirname } from 'node:path'
import { nodeFolder } from '@watertight/ports/node'
import { contentOf } from '../learning/files.ts'
import { LearnError } from '../learning/learn-error.ts'
import { argumentsOf, type Context, deskIn } from './desk.ts'
import { graded } from './grading.ts'

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
      if (now !== checked) {
        checked = now
        const { verdict, isWhole } = await graded(lab, desk, context, {
          signal: AbortSignal.any([signal, save.signal]),
        }).catch(unlessSaved)
        if (verdict === 'pass' && isWhole) return 0
        if (verdict === undefined) {
          checked = ''
          continue
        }
      }
      await fired(AbortSignal.any([signal, save.signal]))
    }
  } finally {
    watching.stop()
  }
  return 0
}

const saved = new Error('saved')

/** What was checked is not there any more. */
function unlessSaved(error: unknown): { readonly verdict?: never; readonly isWhole?: never } {
  const isOld = error === saved || (error instanceof LearnError && error.code === 'WT_LAB_CHANGED')
  if (isOld) return {}
  throw error
}

const fired = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((end) => signal.addEventListener('abort', () => end(), { once: true }))
