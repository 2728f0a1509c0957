import { changes } from '../../subscribe/changes.ts'
import type { Context } from '../context.ts'
import { printEvents } from '../event-lines.ts'
import { withLog } from '../open-log.ts'
import { argumentsOf, ofFilter, queryOf, whole } from '../options.ts'

const pageSize = 500

/** `watertight log subscribe`: events as they are stored, until Ctrl-C. */
export function subscribe(context: Context): Promise<number> {
  const { args, json, out, signal, ports } = context
  const { values, positionals } = argumentsOf(args, ['LOG'], ofFilter)
  const query = queryOf(values.type, values.tag)
  const from = whole('after', values.after, 0)
  let left = whole('limit', values.limit, 1) ?? Number.POSITIVE_INFINITY
  return withLog(context, positionals[0], values, async ({ engine }) => {
    const watch = changes(engine, ports.clock, ports.random)
    try {
      for (let after = from ?? (await engine.head()); left > 0 && !signal.aborted; ) {
        const { count } = watch
        const limit = Math.min(pageSize, left)
        const { events, scanned, head } = await engine.readLog(query, { after, limit })
        if (events.length > 0) printEvents(out, json, events)
        left -= events.length
        after = Math.max(after, scanned)
        if (after >= head && left > 0) await watch.beyond(head, count, signal)
      }
    } finally {
      watch.close()
    }
    return 0
  })
}
