import { system } from '../../system-tables.ts'
import type { Context } from '../context.ts'
import { withLog } from '../open-log.ts'
import { argumentsOf } from '../options.ts'
import { printTable, timeOf } from '../table.ts'

const columns = [
  { head: 'consumer' },
  { head: 'position', right: true },
  { head: 'at' },
  { head: 'stream' },
  { head: 'type' },
  { head: 'reason' },
]

/** `watertight log parked`: the events that consumers have set aside, and why. */
export function parked(context: Context): Promise<number> {
  const { args, json, out } = context
  const { values, positionals } = argumentsOf(args, ['LOG'], { consumer: { type: 'string' } })
  const where = values.consumer === undefined ? {} : { consumer: values.consumer }
  return withLog(context, positionals[0], values, async ({ engine }) => {
    const rows = []
    for (const row of await engine.rows({ table: system.parked.name, where })) {
      const position = Number(row.position)
      const { events } = await engine.readLog([], { after: position - 1, limit: 1 })
      const [event] = events
      const [consumer, stream, reason] = [row.consumer, row.stream, row.reason].map(String)
      const [at, type] = event ? [timeOf(event.at), event.type] : ['', '']
      rows.push({ consumer, position, at, stream, type, reason })
    }
    if (json) out.line(JSON.stringify(rows, null, 2))
    else if (rows.length === 0) out.line('nothing is parked')
    else
      printTable(
        out,
        columns,
        rows.map((row) => Object.values(row) as (string | number)[]),
      )
    return 0
  })
}
