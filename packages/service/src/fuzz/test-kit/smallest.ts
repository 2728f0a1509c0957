import { text } from '@watertight/ports'
import type { Draft } from './draft.ts'

/** The message of what is wrong with a request that is sent to a new service, if anything is. */
export type Alone = (draft: Draft) => Promise<string | undefined>

/** The least of a request that still shows something wrong when it is sent alone; undefined where it shows nothing then. */
export async function smallest(draft: Draft, wrongAlone: Alone): Promise<Draft | undefined> {
  if ((await wrongAlone(draft)) === undefined) return undefined
  let least = draft
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const less of lesser(least)) {
      if ((await wrongAlone(less)) === undefined) continue
      least = less
      isSmaller = true
      break
    }
  }
  return least
}

/** The same request with something left out, most first. */
function* lesser(draft: Draft): Generator<Draft> {
  const { headers, path, copies, weather, leavesAfter, ...rest } = draft
  const body = text(draft.body)
  const whole = { ...rest, headers, path, copies, ...(weather && { weather }) }
  if (leavesAfter !== undefined) yield whole
  if (copies > 1) yield { ...draft, copies: 1 }
  if (copies > 2) yield { ...draft, copies: 2 }
  if (path.includes('?')) yield { ...draft, path: path.split('?')[0] as string }
  for (const name of Object.keys(headers))
    if (name !== 'x-request-id') {
      const { [name]: _, ...others } = headers
      yield { ...draft, headers: others }
    }
  for (let size = body.length; size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at + size <= body.length; at += size)
      yield { ...draft, body: body.slice(0, at) + body.slice(at + size) }
}
