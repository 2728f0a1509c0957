import { parseArgs } from 'node:util'
import { gateway } from '@watertight/mesh'
import { json, type Ports, reply } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { builtPages, problem, type Routes, router, sameOrigin } from '@watertight/service'
import { traffic as makeTraffic } from '../traffic/traffic.ts'
import { live } from './live.ts'
import { routes } from './routes.ts'

/** The shop's one address for people: the page, what happens live, and the way to each service. */
export async function startGateway(ports: Ports, { args }: ServiceOptions) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pages: { type: 'string' },
      seed: { type: 'string', default: '1' },
      quiet: { type: 'boolean', default: false },
      // told to all services; the edge hears no published events
      nats: { type: 'string' },
    },
  })
  const files = values.pages === undefined ? new Map() : builtPages(values.pages)
  const traffic = makeTraffic(ports, { seed: Number(values.seed), paused: values.quiet })
  const mesh = gateway({ ports, routes })
  const watching = live(ports, {
    services: ['orders', 'payments', 'inventory', 'support', 'card-network', 'carrier'],
    traffic: () => ({ paused: traffic.paused, perMinute: traffic.perMinute }),
  })

  const own = router({
    'GET /livez': () => reply(200, { status: 'ok' }),
    'GET /readyz': () => reply(200, { status: 'ok' }),
    'GET /status': () => reply(200, { service: 'gateway', ...mesh.snapshot() }),
    // their pages name what they load from where they stand
    'GET /streaming': () => ({ status: 308, headers: { location: '/streaming/' }, body: '' }),
    'GET /lending': () => ({ status: 308, headers: { location: '/lending/' }, body: '' }),
    'GET /live': (request) => watching.stream(request),
    'GET /traffic': () => reply(200, traffic.snapshot()),
    'POST /traffic': (request) => {
      const wanted = wantedTraffic(request.body)
      if (wanted === undefined)
        return problem({
          status: 422,
          title: 'Not Valid',
          code: 'WT_INPUT_INVALID',
          detail: 'Send {"paused": true or false}, {"perMinute": 1 to 6000}, or both.',
        })
      if (wanted.paused !== undefined) traffic.paused = wanted.paused
      if (wanted.perMinute !== undefined) traffic.perMinute = wanted.perMinute
      return reply(200, traffic.snapshot())
    },
    ...(Object.fromEntries(
      [...files].map(([path, file]) => [`GET ${path}`, () => file]),
    ) satisfies Routes),
  })

  const server = await ports.transport.serve(
    'gateway',
    sameOrigin((request) => (isRouted.test(request.path) ? mesh : own)(request)),
  )
  const customers = ports.spawn('traffic', (signal) => traffic.run(signal))
  return {
    async stop() {
      await customers.stop()
      await server.close()
    },
  }
}

const isRouted = /^\/(api|streaming|lending)\//

function wantedTraffic(body: Parameters<typeof json>[0]) {
  try {
    const { paused, perMinute, ...more } = json(body) as {
      readonly paused?: unknown
      readonly perMinute?: unknown
    }
    const isRate =
      Number.isInteger(perMinute) && Number(perMinute) >= 1 && Number(perMinute) <= 6_000
    if (Object.keys(more).length > 0 || (paused === undefined && perMinute === undefined))
      return undefined
    if (paused !== undefined && typeof paused !== 'boolean') return undefined
    if (perMinute !== undefined && !isRate) return undefined
    return { paused, perMinute: perMinute as number | undefined }
  } catch {
    return undefined
  }
}

if (import.meta.main) runService('gateway', startGateway)
