import { json, type Payload } from '@watertight/ports'

/** The JSON value of a body; undefined where it is none. */
export function bodyOf(body: Payload): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}
