import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { watchMesh } from '@watertight/mesh'
import { type Gateway, serveGateway, staticFiles } from '@watertight/mesh/gateway'
import { json, type Payload, type Ports, reply } from '@watertight/ports'
import { nodeFolder, runService, type ServiceOptions } from '@watertight/ports/node'
import { problem, router } from '@watertight/service'
import { z } from 'zod'
import { traffic as makeTraffic } from '../traffic/traffic.ts'

/** What the pages may load and where they may send: themselves, nothing else. */
const security = Object.freeze({
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
})

/** Vite names every file by its content, but pages. */
const isImmutable = (path: string) => !path.endsWith('.html')

/** Applications of this seed are the desk's own; underwriting has the first forty of another. */
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
  const traffic = makeTraffic(ports, { seed, paused: values.quiet })
  const own = router({
    'GET /livez': () => reply(200, { status: 'ok' }),
    'GET /readyz': () => reply(200, { status: 'ok' }),
    'GET /status': () => reply(200, { service: 'loan-desk', ...door?.snapshot() }),
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

  let door: Gateway | undefined
  const ways = await watchMesh({
    folder: rules ?? nodeFolder(join(import.meta.dirname, '../mesh')),
    ports,
    caller: { namespace: 'lending', gateway: 'lending' },
    onPush: ({ isAccepted, snapshot }) => void (isAccepted && door?.update(snapshot)),
  })
  door = await serveGateway({
    ...{ ports, own, snapshot: ways.snapshot },
    ...(listening && { host: listening.host, port: listening.port }),
    ...(listening && { portsAfter: listening.portsAfter }),
    ...(values.pages !== undefined && {
      files: staticFiles(values.pages, { headers: security, immutable: isImmutable }),
    }),
    // a service of this process has no address
    addressOf: ({ address }) => directory?.get(address) ?? address,
    sink: ({ is, at: _, ...facts }) => ports.log('info', is, facts),
  })
  const { address, close } = { address: door.address, close: door.close.bind(door) }
  listening?.opened(address)
  const applicants = ports.spawn('traffic', (signal) => traffic.run(signal))
  return {
    async stop() {
      await applicants.stop()
      ways.stop()
      await close()
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
