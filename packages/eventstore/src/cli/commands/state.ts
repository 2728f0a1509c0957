import type { Fold } from '@watertight/domain'
import { eventStore } from '../../store.ts'
import { type Context, usageError } from '../context.ts'
import { withLog } from '../open-log.ts'
import { argumentsOf, asOfOf, exportOf } from '../options.ts'

/** `watertight log state`: a stream folded by the aggregate of the code that owns it. */
export async function state(context: Context): Promise<number> {
  const { args, json, out, signal, ports } = context
  const { values, positionals } = argumentsOf(args, ['LOG', 'STREAM'], {
    fold: { type: 'string' },
    'as-of': { type: 'string' },
  })
  const [target, stream] = positionals as readonly [string, string]
  if (values.fold === undefined)
    throw usageError(
      '--fold FILE#NAME is missing: the aggregate that gives the events their meaning',
    )
  const fold = await exportOf('--fold', values.fold)
  if (!isFold(fold)) throw usageError(`--fold: ${values.fold} is no aggregate or fold`)
  const asOf = asOfOf(values['as-of'])
  return withLog(context, target, values, async ({ engine }) => {
    const store = await eventStore({ engine, events: fold.events, ports })
    const loaded = await store.load(fold, stream, { ...asOf, signal })
    const { revision } = loaded
    if (json) out.line(JSON.stringify({ stream, revision, state: loaded.state }, null, 2))
    else {
      out.line(revision === 0 ? `${stream} has no events` : `${stream}, revision ${revision}`)
      if (revision > 0) out.line(JSON.stringify(loaded.state, null, 2))
    }
    return revision === 0 ? 1 : 0
  })
}

function isFold(value: unknown): value is Fold<unknown, any> {
  const { initial, evolve, events } = value as Partial<Fold<unknown, any>>
  return typeof initial === 'function' && typeof evolve === 'function' && Array.isArray(events)
}
