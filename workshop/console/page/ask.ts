import { answerIn, recorder } from './run/playback.ts'

/** What the console answered: the value, or why there is none, for people. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string }

const patienceMs = 30_000

/** Asks the console, by `GET` or, with a body, by `POST`; where a recorded run is shown, the run. It never throws. */
export async function ask<T>(path: string, body?: object): Promise<Answer<T>> {
  const recorded = answerIn(path)
  if (recorded !== undefined) {
    if (body !== undefined)
      return { ok: false, why: 'This is a recorded run: nothing can be changed in it.' }
    return recorded === 'not recorded'
      ? { ok: false, why: 'This was not asked for while the run was recorded.' }
      : { ok: true, value: recorded.value as T }
  }
  try {
    const answer = await fetch(path, {
      signal: AbortSignal.timeout(patienceMs),
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const said = await answer.json().catch(() => undefined)
    if (answer.ok && body === undefined) recorder.answered(path, said)
    if (answer.ok) return { ok: true, value: said as T }
    return { ok: false, why: said?.detail ?? `The console answered ${answer.status}.` }
  } catch {
    return { ok: false, why: 'The console does not answer. Try again in a moment.' }
  }
}
