import { reply } from '@watertight/ports'
import type { Routes } from '@watertight/service'
import type { ScreenTools } from '../screen-routes.ts'
import { contextsOf } from './context-maps.ts'

/** `GET /contexts`: the bounded contexts of everything that runs. */
export const contextRoutes = ({ note }: ScreenTools): Routes => ({
  'GET /contexts': async () => reply(200, await contextsOf((await note()).parts)),
})
