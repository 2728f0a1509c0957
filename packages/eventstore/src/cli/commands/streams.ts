import type { Context } from '../context.ts'
import { withLog } from '../open-log.ts'
import { argumentsOf, whole } from '../options.ts'
import { printTable, timeOf } from '../table.ts'

const columns = [
  { head: 'stream' },
  { head: 'events', right: true },
  { head: 'last position', right: true },
  { head: 'last event' },
  { head: 'at' },
]

/** `watertight log streams`: what streams there are, and what happened in each last. */
export function streams(context: Context): Promise<number> {
  const { args, json, out } = context
  const { values, positionals } = argumentsOf(args, ['LOG'], {
    after: { type: 'string' },
    limit: { type: 'string' },
  })
  const limit = whole('limit', values.limit, 1) ?? 100
  return withLog(context, positionals[0], values, async ({ engine }) => {
    const after = values.after
    const found = await engine.streams({ limit, ...(after !== undefined && { after }) })
    const rows = []
    for (const { stream, revision } of found) {
      const [last] = await engine.readStream(stream, { backwards: true, limit: 1 })
      if (last === undefined) continue
      const { position, type } = last
      rows.push({ stream, revision, position, type, at: timeOf(last.at) })
    }
    if (json) out.line(JSON.stringify(rows, null, 2))
    else
      printTable(
        out,
        columns,
        rows.map(({ stream, revision, position, type, at }) => [
          stream,
          revision,
          position,
          type,
          at,
        ]),
      )
    return 0
  })
}
