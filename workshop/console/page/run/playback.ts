import { signal } from '@preact/signals'
import type { Told } from '../live/messages.ts'
import { hear } from '../live/store.ts'
import { Recorder } from './recorder.ts'
import { answerKey, endOf, momentOf, type Run } from './run.ts'

/** What this page was told since it was opened. */
export const recorder = new Recorder()

/** The run that is shown in place of what happens now. */
export const played = signal<Run | undefined>(undefined)
/** The moment of it that is shown, in ms since 1970. */
export const playedAt = signal(0)

/** Takes what happens now: it is recorded, and shown unless a run is. */
export function happened(told: Told): void {
  recorder.told(told)
  if (played.value === undefined) hear(told)
}

/** Shows a run in place of what happens now, as of its end. */
export function play(run: Run): void {
  played.value = run
  showMoment(endOf(run))
}

/** Every screen shows what was known then. */
export function showMoment(at: number): void {
  const run = played.value
  if (run === undefined) return
  playedAt.value = at
  hear({ is: 'snapshot', snapshot: momentOf(run, at), link: 'recorded' })
}

/** What the run has an answer for; undefined where nothing is played. */
export function answerIn(path: string): { readonly value: unknown } | 'not recorded' | undefined {
  const run = played.value
  if (run === undefined) return undefined
  const key = answerKey(path)
  return Object.hasOwn(run.answers, key) ? { value: run.answers[key] } : 'not recorded'
}
