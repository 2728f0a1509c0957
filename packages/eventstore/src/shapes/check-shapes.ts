import { isDeepStrictEqual } from 'node:util'
import type { EventType, MessageOf } from '@watertight/domain'
import { codec } from '../codec.ts'
import { type Shape, shapeOf } from './shape.ts'

/** An event as it was declared when its version was recorded, and data as it was stored then. */
interface Recorded {
  readonly shape: Shape
  readonly examples: readonly unknown[]
}
/** By `type@version`. The text of it is kept in git, next to the events. */
type Golden = { readonly [version: string]: Recorded }

export interface ShapesChecked {
  /** One sentence for each event that would break a reader; none, and the build goes on. */
  readonly findings: readonly string[]
  /** The text to keep: what was recorded, and the versions that are new. */
  readonly text: string
}

/** Whether events still have the shapes that were recorded for their versions, and whether all that was recorded can still be read. `examples`: one or more of each event, which between them fill every field. `golden`: the text kept so far, empty at first. */
export function checkShapes<E extends EventType>(
  events: readonly E[],
  examples: readonly NoInfer<MessageOf<E>>[],
  golden: string,
): ShapesChecked {
  const recorded: Golden = golden === '' ? {} : JSON.parse(golden)
  const kept = new Map(Object.entries(recorded))
  const findings: string[] = []
  for (const event of events) {
    const { type, version } = event
    const name = `${type}@${version}`
    const own = examples
      .filter((example) => (example as { readonly type: string }).type === type)
      .map(({ data }) => JSON.parse(JSON.stringify(data)) as unknown)
    if (own.length === 0) {
      findings.push(`${name} has no example.`)
      continue
    }
    const before = kept.get(name)
    const shape = shapeOf(event, before ? [...before.examples, ...own] : own)
    if (before === undefined) kept.set(name, { shape, examples: own })
    else findings.push(...differences(name, before.shape, shape))
  }
  findings.push(...unreadable(events, recorded))
  const sorted = [...kept].sort(([a], [b]) => (a < b ? -1 : 1))
  return { findings, text: `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n` }
}

function differences(name: string, before: Shape, now: Shape): string[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return paths
    .filter((path) => before[path] !== now[path])
    .map((path) => {
      const [was, is] = [before, now].map((shape) => shape[path] ?? 'nothing')
      return `${name} changed: '${path}' took ${was}, now ${is}. Raise the version and add an upcaster.`
    })
}

/** What was stored once must come out in today's shape. */
function unreadable(events: readonly EventType[], recorded: Golden): string[] {
  const words = codec(events)
  return Object.entries(recorded).flatMap(([name, { examples }]) => {
    const at = name.lastIndexOf('@')
    const [type, version] = [name.slice(0, at), Number(name.slice(at + 1))]
    return examples.flatMap((example) => {
      try {
        const { data } = words.message({ type, version, data: JSON.stringify(example) }, name)
        const event = events.find((it) => it.type === type) as EventType
        const result = event.schema['~standard'].validate(data)
        if (result instanceof Promise) return []
        if (result.issues === undefined && isDeepStrictEqual(result.value, data)) return []
        const why = result.issues?.[0]?.message ?? 'its schema changes it'
        return [`${name} as it was stored is no ${type} of today: ${why}. Correct the upcaster.`]
      } catch (error) {
        return [`${name} as it was stored cannot be read: ${String(error)}`]
      }
    })
  })
}
