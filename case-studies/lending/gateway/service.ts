import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gatewayByRules } from '@watertight/mesh/gateway'
import { json, type Payload, type Ports, reply, type Transport } from '@watertight/ports'
import { nodeFolder, runService, type ServiceOptions } from '@watertight/ports/node'
import { breakerRoutes, problem, router } from '@watertight/service'
import { z } from 'zod'
import { traffic as makeTraffic } from '../traffic/traffic.ts'

/** Applications of this seed are the desk's own; underwriting has the first of another. */
const seed = 7

const Wanted = z
  .strictObject({ paused: z.boolean(), perMinute: z.int().min(1).max(600) })
  .partial()
  .refine((wanted) => Object.keys(wanted).length > 0)

/** The lender's address for people: its pages, and by the rules in `mesh/gateway.yaml` the way to each service. */
export async function startLoanDesk(
  ports: Ports,
  { args, rules, directory, listening }: Partial<ServiceOptions> = {},
) {
  const { values } = parseArgs({
    args: [...(args ?? [])],
    options: {
      pages: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      // told to all services; the edge hears no published events
      nats: { type: 'string' },
      postgres: { type: 'string' },
    },
  })
  // applicants come through the door, as everybody does
  const transport: Pick<Transport, 'call'> = {
    call: ({ to, path, ...call }) =>
      ports.transport.call({ ...call, to: door.address, path: `/api/${to}${path}` }),
  }
  const traffic = makeTraffic({ ...ports, transport }, { seed, paused: values.quiet })
  const own = router({
    'GET /livez': () => reply(200, { status: 'ok' }),
    'GET /readyz': () => reply(200, { status: 'ok' }),
    'GET /status': () => reply(200, { service: 'loan-desk', ...door.snapshot() }),
    ...breakerRoutes(() => door.breakers()),
    'GET /traffic': () => reply(200, traffic.snapshot()),
    'POST /traffic': ({ body }) => {
      const wanted = Wanted.safeParse(bodyOf(body))
      if (!wanted.success)
        return problem({
          ...{ status: 422, title: 'Not Valid', code: 'WT_INPUT_INVALID' },
          detail: 'Send {"paused": true or false}, {"perMinute": 1 to 600}, or both.',
        })
      traffic.set(wanted.data)
      return reply(200, traffic.snapshot())
    },
  })

  const door = await gatewayByRules({
    folder: rules ?? nodeFolder(join(import.meta.dirname, '../mesh')),
    caller: { namespace: 'lending', gateway: 'lending' },
    ...{ ports, own, directory, listening, pages: values.pages },
  })
  const applicants = ports.spawn('traffic', (signal) => traffic.run(signal))
  return {
    async stop() {
      await applicants.stop()
      await door.close()
    },
  }
}

function bodyOf(body: Payload): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}

if (import.meta.main) runService('loan-desk', startLoanDesk)
