import type { Write } from '@watertight/domain'
import type { Consume } from '../consume/consume.ts'
import type { Consumer, ProjectOptions, Projector } from '../consume/consumer.ts'
import { type Core, rowsOnly } from '../core.ts'
import { EventStoreError } from '../errors.ts'
import { system } from '../system-tables.ts'
import { type Inline, keptInline, requireInline } from './inline.ts'
import { type AnyProjection, effects, heardBy, placeOf } from './place.ts'

/** Read models kept behind the log by a consumer, and the names of the tables that serve. */
export function projecting(core: Core, consume: Consume, inline: Inline) {
  const serving = new Map<string, string>()
  const effecting = new Map<string, Consumer>()

  /** The table that serves a projection, or the name itself where it is a table of the service's own. */
  function tableOf(name: string): string {
    const table = inline.tableOf(name) ?? serving.get(name) ?? name
    if (core.tables.has(table)) return table
    throw new EventStoreError('WT_TABLE_UNKNOWN', `'${name}' is not declared`, { name })
  }

  async function project(
    projection: AnyProjection,
    { rebuild = false, effects: outside }: ProjectOptions<any> = {},
  ): Promise<Projector> {
    const { name } = projection
    const start = await core.engine.head()
    const place = await placeOf(core, projection, rebuild)
    const { table, fresh } = place
    // asked of the log: it may be kept inline by a release that this store is not
    const kept = await keptInline(core)
    if (inline.tableOf(name) !== undefined || kept?.split(',').includes(table))
      throw new EventStoreError('WT_PROJECTION_INLINE', `'${name}' is inline`, { name })
    if (place.serving !== undefined) serving.set(name, place.serving)
    const where = heardBy(projection)
    const handle = (event: Parameters<typeof effects>[1]) => effects(projection, event, table)
    const asked = requireInline(kept)
    const isOurs = JSON.stringify(asked) === JSON.stringify(inline.guard)
    const consumer = await consume(
      table,
      { where, handle },
      { holds: isOurs ? inline : { guard: asked } },
    )
    if (fresh) await swap(projection, table, consumer, place.serving !== undefined)
    serving.set(name, table)
    if (outside === undefined) return consumer
    const serves: Write = {
      ...{ op: 'require', table: system.serving.name, key: { name }, if: { table } },
    }
    const following = await consume(
      `${name} effects`,
      { ...outside, where },
      {
        holds: { guard: serves },
        ...(outside.from !== 'start' && { start }),
        ready: ({ position }, signal) =>
          consumer.seen(position, signal).catch((error: unknown) => {
            if (!signal.aborted) throw error
          }),
        oneByOne: true,
      },
    )
    effecting.set(name, following)
    const { stop } = consumer
    return Object.assign(consumer, {
      effects: following,
      stop: async () => {
        await following.stop()
        await stop()
      },
    })
  }

  /** The swap is an append condition: it fails, and is tried again, if an event came in between. A first table serves at once. */
  async function swap(
    projection: AnyProjection,
    table: string,
    consumer: Consumer,
    replaces: boolean,
  ): Promise<void> {
    const query = core.words.query(heardBy(projection))
    const row = system.serving.put({ name: projection.name, table })
    for (;;) {
      if (replaces) await consumer.seen()
      // what the version before has begun is finished first, so that its successor does not do it again
      await effecting.get(projection.name)?.stop()
      const failIf = replaces ? { query, after: consumer.position } : null
      const verdict = await core.commit(rowsOnly([row], failIf))
      if (verdict.is === 'appended') return
      if (verdict.is !== 'conditionFailed')
        throw new EventStoreError('WT_ENGINE_FAILED', `the swap to ${table} got ${verdict.is}`)
    }
  }

  return { project, tableOf }
}
export type Projecting = ReturnType<typeof projecting>
