import { parseArgs } from 'node:util'
import { gateway } from '@watertight/mesh'
import { json, type Payload, type Ports, reply } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { builtPages, problem, type Routes, router, sameOrigin } from '@watertight/service'
import { z } from 'zod'
import { traffic as makeTraffic } from '../traffic/traffic.ts'
import { routes } from './routes.ts'

/** Applications of this seed are the desk's own; underwriting has the first forty of another. */
const seed = 7

const Wanted = z
  .strictObject({ paused: z.boolean(), perMinute: z.int().min(1).max(600) })
  .partial()
  .refine((wanted) => Object.keys(wanted).length > 0)

/** The lender's address for people: its pages, and the way to each service. */
export async function startLoanDesk(ports: Ports, { args }: Partial<ServiceOptions> = {}) {
  const { values } = parseArgs({
    args: [...(args ?? [])],
    options: {
      pages: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      // told to all services; the edge hears no published events
      nats: { type: 'string' },
    },
  })
  const files = values.pages === undefined ? new Map() : builtPages(values.pages)
  const mesh = gateway({ ports, routes })
  const traffic = makeTraffic(ports, { seed, paused: values.quiet })
  const own = router({
    'GET /livez': () => reply(200, { status: 'ok' }),
    'GET /readyz': () => reply(200, { status: 'ok' }),
    'GET /status': () => reply(200, { service: 'loan-desk', ...mesh.snapshot() }),
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
    ...(Object.fromEntries(
      [...files].map(([path, file]) => [`GET ${path}`, () => file]),
    ) satisfies Routes),
  })
  const server = await ports.transport.serve(
    'loan-desk',
    sameOrigin((request) => (request.path.startsWith('/api/') ? mesh : own)(request)),
  )
  const applicants = ports.spawn('traffic', (signal) => traffic.run(signal))
  return {
    async stop() {
      await applicants.stop()
      await server.close()
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
