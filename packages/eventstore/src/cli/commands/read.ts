import type { StoredEvent } from '../../engine.ts'
import { type Context, usageError } from '../context.ts'
import { printEvents } from '../event-lines.ts'
import { withLog } from '../open-log.ts'
import { argumentsOf, asOfOf, ofFilter, queryOf, whole } from '../options.ts'

/** `watertight log read`: the log, or one stream of it. */
export function read(context: Context): Promise<number> {
  const { args, json, out, signal } = context
  const { values, positionals } = argumentsOf(args, ['LOG', 'STREAM?'], {
    ...ofFilter,
    backwards: { type: 'boolean', default: false },
    'as-of': { type: 'string' },
  })
  const [target, stream] = positionals
  const where = queryOf(values.type, values.tag)
  if (stream !== undefined && where.length > 0)
    throw usageError('--type and --tag: they look through the log, not through one stream')
  const after = whole('after', values.after, 0)
  const options = {
    ...asOfOf(values['as-of']),
    ...(after !== undefined && { after }),
    backwards: values.backwards,
    limit: whole('limit', values.limit, 1) ?? 100,
    signal,
  }
  return withLog(context, target, values, async ({ reads }) => {
    const pages =
      stream === undefined
        ? reads.logPages({ ...options, where: where as never })
        : reads.streamPages(stream, options)
    const events: StoredEvent[] = []
    for await (const page of pages) {
      const stored = page as unknown as readonly StoredEvent[]
      // lines can be told as they come, the widths of a table only at its end
      if (json) printEvents(out, json, stored)
      else events.push(...stored)
    }
    if (!json) printEvents(out, json, events)
    return 0
  })
}
