import { diff, type Json } from '@watertight/service/json-patch'
import type { Entries } from '../../../server/views/message.ts'
import { changeLines } from '../log/state-lines.ts'

export interface Difference {
  /** Whose it is: `service/orders`. */
  readonly key: string
  readonly path: string
  readonly before: string
  readonly after: string
}

/** More are on nobody's screen. */
const most = 300

/** What is known at one moment and not, or otherwise, at another. */
export function differences(one: Entries, other: Entries): readonly Difference[] {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
  return keys
    .flatMap((key): readonly Difference[] => {
      const [before, after] = [one[key], other[key]] as (Json | undefined)[]
      if (before === undefined || after === undefined)
        return [
          {
            ...{ key, path: 'all of it' },
            before: before === undefined ? 'not known' : 'known',
            after: after === undefined ? 'gone' : 'known',
          },
        ]
      return changeLines(before, diff(before, after)).map((line) => ({ key, ...line }))
    })
    .slice(0, most)
}
