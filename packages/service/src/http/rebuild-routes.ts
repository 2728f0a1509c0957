import type { EventType, Projection } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type Ports, reply, type Task } from '@watertight/ports'
import { kebab } from '../names.ts'
import { answerWith, notFound } from './problem.ts'
import { readPath } from './read-models.ts'
import type { Routes } from './router.ts'

/** How building a read model anew goes, or how it went last. Times are in ms since 1970. */
export type Rebuild =
  | { readonly is: 'building'; readonly startedAt: number; readonly position: number }
  | { readonly is: 'done'; readonly startedAt: number; readonly endedAt: number }
  | { readonly is: 'failed'; readonly startedAt: number; readonly endedAt: number }

/** `GET /read-models` tells which there are and how a rebuild goes, `POST /read-models/NAME/rebuild` begins one: beside the rows that serve, which it replaces once it has caught up. One at a time. */
export function rebuildRoutes(
  store: Pick<EventStore<EventType>, 'rebuild' | 'head'>,
  readModels: readonly Projection[],
  { clock, spawn, log }: Pick<Ports, 'clock' | 'spawn' | 'log'>,
) {
  const rebuilds = new Map<string, Rebuild>()
  let running: Task | undefined

  function begin(model: Projection): void {
    const { name } = model
    const startedAt = clock.wallTime()
    const building = (position: number) =>
      rebuilds.set(name, { is: 'building', startedAt, position })
    building(0)
    running = spawn(`rebuild ${name}`, async (signal) => {
      try {
        await store.rebuild(model, { signal, progress: building })
        rebuilds.set(name, { is: 'done', startedAt, endedAt: clock.wallTime() })
        log('info', 'a read model was rebuilt', { name })
      } catch (error) {
        rebuilds.set(name, { is: 'failed', startedAt, endedAt: clock.wallTime() })
        if (!signal.aborted)
          log('error', 'rebuilding a read model failed; the rows from before serve', {
            ...{ name, error },
          })
      } finally {
        running = undefined
      }
    })
  }

  const told = (model: Projection) => ({
    ...{ name: model.name, path: readPath(model) },
    hears: model.hears.map(({ type }: { readonly type: string }) => type),
    rebuild: rebuilds.get(model.name) ?? null,
  })

  const routes: Routes = {
    'GET /read-models': async () =>
      reply(200, { head: await store.head(), readModels: readModels.map(told) }),
    'POST /read-models/:model/rebuild': (_, { model }) => {
      const wanted = readModels.find(({ name }) => kebab(name) === model)
      if (wanted === undefined) return notFound(`A read model ${model}`)
      if (running !== undefined)
        return answerWith('WT_REBUILDING', 'A read model of this service is being rebuilt.')
      begin(wanted)
      return reply(202, told(wanted))
    },
  }
  return { routes, stop: async () => running?.stop() }
}
