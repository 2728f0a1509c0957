import { parseArgs } from 'node:util'
import { faultDoor } from '@watertight/mesh/faults'
import { type Ports, reply } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { router } from '@watertight/service'
import { recommend } from './taste.ts'

/** What a viewer may like. There are two instances: the second one is a new version that takes more chances. */
async function start(ports: Ports, instance: string) {
  const { transport } = faultDoor(ports).ports
  const server = await transport.serve(
    instance,
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /for/:viewer': (_, { viewer = '' }) =>
        reply(200, { instance, films: recommend(viewer, instance === newer) }),
    }),
  )
  return { stop: () => server.close() }
}

const older = 'recommendations-1'
const newer = 'recommendations-2'

export const startRecommendations1 = (ports: Ports) => start(ports, older)
export const startRecommendations2 = (ports: Ports) => start(ports, newer)

if (import.meta.main) {
  const { values } = parseArgs({ strict: false, options: { instance: { type: 'string' } } })
  if (values.instance === '2') runService(newer, startRecommendations2)
  else runService(older, startRecommendations1)
}
