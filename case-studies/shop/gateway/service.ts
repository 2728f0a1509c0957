import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gatewayByRules } from '@watertight/mesh/gateway'
import { json, type Ports, reply, type Transport } from '@watertight/ports'
import { nodeFolder, runService, type ServiceOptions } from '@watertight/ports/node'
import { breakerRoutes, problem, router } from '@watertight/service'
import { traffic as makeTraffic } from '../traffic/traffic.ts'
import { live } from './live.ts'

/** The shop's one address for people: the page, what happens live, and by the rules in `mesh/gateway.yaml` the way to each service. */
export async function startGateway(
  ports: Ports,
  { args, rules, directory, listening }: ServiceOptions,
) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pages: { type: 'string' },
      seed: { type: 'string', default: '1' },
      quiet: { type: 'boolean', default: false },
      // told to all services; the edge hears no published events
      nats: { type: 'string' },
      postgres: { type: 'string' },
    },
  })
  // customers come through the door, as everybody does
  const transport: Pick<Transport, 'call'> = {
    call: ({ to, path, ...call }) =>
      ports.transport.call({ ...call, to: door.address, path: `/api/${to}${path}` }),
  }
  const traffic = makeTraffic(
    { ...ports, transport },
    { seed: Number(values.seed), paused: values.quiet },
  )
  const watching = live(ports, {
    services: ['orders', 'payments', 'inventory', 'support', 'card-network', 'carrier'],
    traffic: () => ({ paused: traffic.paused, perMinute: traffic.perMinute }),
  })

  const own = router({
    'GET /livez': () => reply(200, { status: 'ok' }),
    'GET /readyz': () => reply(200, { status: 'ok' }),
    'GET /status': () => reply(200, { service: 'gateway', ...door.snapshot() }),
    'GET /live': (request) => watching.stream(request),
    ...breakerRoutes(() => door.breakers()),
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
  })

  const door = await gatewayByRules({
    folder: rules ?? nodeFolder(join(import.meta.dirname, '../mesh')),
    caller: { namespace: 'shop', gateway: 'shop' },
    ...{ ports, own, directory, listening, pages: values.pages },
  })
  const customers = ports.spawn('traffic', (signal) => traffic.run(signal))
  return {
    async stop() {
      await customers.stop()
      await door.close()
    },
  }
}

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
