import { reply } from '@watertight/ports'
import type { Routes } from '@watertight/service'
import { asking, everywhere } from '../log/ask.ts'
import type { ScreenTools } from '../screen-routes.ts'
import type { ReadModelsView } from '../views/read-model-view.ts'
import { contextsOf } from './context-maps.ts'

/** `GET /contexts`: the bounded contexts of everything that runs. `GET /read-models`: the rows they keep for reading. */
export function contextRoutes({ ports, directory, note }: ScreenTools): Routes {
  const ask = asking(ports)
  return {
    'GET /contexts': async () => reply(200, await contextsOf((await note()).parts)),
    'GET /read-models': async ({ signal }) => {
      const services = [...directory.keys()].filter((name) => name !== 'console')
      const { found, silent } = await everywhere(ask, services, {
        ...{ path: '/read-models', route: '/read-models', signal },
      })
      const view: ReadModelsView = {
        readModels: found
          .toSorted((a, b) => a.service.localeCompare(b.service))
          .flatMap(({ service, body: { head, readModels = [] } }) =>
            readModels.map((one: object) => ({ service, head, ...one })),
          ),
        silent,
      }
      return reply(200, view)
    },
  }
}
