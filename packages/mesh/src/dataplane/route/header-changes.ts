import type { Headers } from '@watertight/ports'
import type { HeaderChanges } from '../../model/route.ts'

export const isChange = ({ remove, set, add }: HeaderChanges): boolean =>
  remove.length + set.length + add.length > 0

/** Headers after these changes, one list after the other: each removes, then sets, then adds. Names in lower case. */
export function changedHeaders(
  headers: Headers,
  lists: readonly HeaderChanges[],
): Record<string, Headers[string]> {
  const out: Record<string, Headers[string]> = { ...headers }
  for (const { remove, set, add } of lists) {
    for (const name of remove) delete out[name.toLowerCase()]
    for (const [name, value] of set) out[wireName(name)] = value
    for (const [name, value] of add) {
      const before = out[wireName(name)]
      out[wireName(name)] = before === undefined ? value : [...[before].flat(), value]
    }
  }
  return out
}

/** In HTTP/2's words the host is `:authority`. */
const wireName = (name: string) => (name === ':authority' ? 'host' : name.toLowerCase())
