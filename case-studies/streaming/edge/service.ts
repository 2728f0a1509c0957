import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { behindRules } from '@watertight/mesh'
import { faultDoor } from '@watertight/mesh/faults'
import { json, type Ports, type Reply, type Request, reply } from '@watertight/ports'
import { nodeFolder, runService, type ServiceOptions } from '@watertight/ports/node'
import { breakerRoutes, problem, router } from '@watertight/service'
import { z } from 'zod'
import { Catalogue } from './from-catalog.ts'
import { home } from './home.ts'
import { pageOf } from './page.ts'
import { pageFiles } from './page-files.ts'
import { traffic as makeTraffic } from './traffic.ts'

const Play = z.strictObject({ viewer: z.string().min(1).max(80), film: z.string().min(1).max(200) })
const Viewer = z.string().regex(/^[\w-]{1,40}$/)
const someone = '1'
const Traffic = z
  .strictObject({ paused: z.boolean(), perMinute: z.int().min(1).max(6_000) })
  .partial()
  .refine((wanted) => Object.keys(wanted).length > 0)

/** The one service that people meet: it puts the home page together from what the others say, and starts films. */
export async function startEdge(ports: Ports, { args, rules }: Partial<ServiceOptions> = {}) {
  const { values } = parseArgs({
    args: [...(args ?? [])],
    // a page a second, say; nobody comes by themselves unless told
    options: {
      traffic: { type: 'string' },
      nats: { type: 'string' },
      postgres: { type: 'string' },
    },
  })
  const viewers = makeTraffic(ports, {
    paused: values.traffic === undefined,
    perMinute: Number(values.traffic ?? 60),
  })
  const door = faultDoor(ports)
  const folder = rules ?? nodeFolder(join(import.meta.dirname, '../mesh'))
  const calls = await behindRules(door.ports, {
    folder: door.folder(folder),
    caller: { namespace: 'streaming', labels: { app: 'edge' } },
  })
  const { transport } = calls.ports
  const catalogue = new Catalogue(ports, transport)

  const homeFor = (request: Request, viewer: string) =>
    home(viewer, { transport, deadline: request.deadline, trace: request.trace }, catalogue)

  async function play(request: Request, id: string): Promise<Reply> {
    const wanted = playIn(request)
    if (wanted === undefined)
      return refused(422, 'PLAY_INVALID', 'Send {"viewer": "…", "film": "…"}.')
    const { deadline, trace } = request
    const call = { to: 'playback', method: 'PUT', path: `/sessions/${encodeURIComponent(id)}` }
    try {
      const { headers } = reply(200, '')
      const answer = await transport.call({
        ...call,
        headers,
        body: JSON.stringify(wanted),
        deadline,
        trace,
      })
      if (answer.status < 500) return { status: answer.status, headers, body: answer.body }
    } catch {}
    return refused(
      503,
      'PLAYBACK_DOWN',
      'The film does not start. Try the same again in a moment: it starts once.',
    )
  }

  const server = await transport.serve(
    'edge',
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      // it can always serve: what it asks others for it can do without
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /status': () => reply(200, { service: 'edge', catalogue: catalogue.freshness }),
      'GET /mesh': () => reply(200, calls.status()),
      ...breakerRoutes(() => calls.breakers()),
      'GET /traffic': () => reply(200, viewers.snapshot()),
      'POST /traffic': ({ body }) => {
        const wanted = Traffic.safeParse(valueIn(body))
        if (!wanted.success) return noTraffic
        viewers.set(wanted.data)
        return reply(200, viewers.snapshot())
      },
      'GET /home': async (request, _, { viewer = someone }) =>
        Viewer.safeParse(viewer).success ? reply(200, await homeFor(request, viewer)) : noViewer,
      'GET /': async (request, _, { viewer = someone }) =>
        Viewer.safeParse(viewer).success ? pageOf(await homeFor(request, viewer)) : noViewer,
      'PUT /plays/:id': (request, { id = '' }) => play(request, id),
      ...pageFiles(),
    }),
  )
  const coming = ports.spawn('traffic', (signal) => viewers.run(signal))
  const following = ports.spawn('catalogue', (signal) => catalogue.follow(signal))
  return {
    async stop() {
      await coming.stop()
      await following.stop()
      await server.close()
      calls.stop()
    },
  }
}

const playIn = ({ body }: Request) => Play.safeParse(valueIn(body)).data

function valueIn(body: Request['body']): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}

const refused = (status: number, code: string, detail: string) =>
  problem({ status, title: status === 503 ? 'Not Now' : 'Not Valid', code, detail })

const noTraffic = refused(
  422,
  'TRAFFIC_INVALID',
  'Send {"paused": true or false}, {"perMinute": 1 to 6000}, or both.',
)

const noViewer = refused(
  422,
  'VIEWER_INVALID',
  'viewer is a name of up to 40 letters, digits, - and _.',
)

if (import.meta.main) runService('edge', startEdge)
