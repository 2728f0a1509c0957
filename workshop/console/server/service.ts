import { parseArgs } from 'node:util'
import { staticFiles } from '@watertight/mesh/gateway'
import { type Ports, reply } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { type Routes, router } from '@watertight/service'
import { ConsoleError } from './console-error.ts'
import { door } from './door.ts'
import { hub } from './hub/hub.ts'
import { screenRoutes } from './screen-routes.ts'
import { readRunNote } from './watch/run-note.ts'
import { Watch } from './watch/watch.ts'

/** What the page may load and where it may send: itself, nothing else. */
const security = Object.freeze({
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
})

const isImmutable = (path: string) => path.startsWith('/assets/')
const leastToken = 16

/** The console: its page, what happens as one stream, and what each screen asks for. Rejects with WT_CONSOLE_TOKEN where other machines would reach it without a token. */
export async function startConsole(
  ports: Ports,
  { args, directory = new Map() }: Partial<ServiceOptions> = {},
) {
  const { values } = parseArgs({
    args: [...(args ?? [])],
    options: {
      pages: { type: 'string' },
      run: { type: 'string' },
      token: { type: 'string' },
      // told to all services; the console hears no published events and has no log
      nats: { type: 'string' },
      postgres: { type: 'string' },
    },
  })
  const { token } = values
  if (token === undefined ? ports.transport.isPublic : token.length < leastToken)
    throw new ConsoleError(
      'WT_CONSOLE_TOKEN',
      token === undefined
        ? 'the console would be open to other machines'
        : `the token has ${token.length} characters`,
    )
  const refuse = door(token)
  const note = () => readRunNote(values.run)
  const watch = new Watch({ ports, directory, note })
  const happening = hub(ports, { look: (signal) => watch.look(signal) })
  const files =
    values.pages === undefined
      ? undefined
      : staticFiles(values.pages, { headers: security, immutable: isImmutable })
  const routes: Routes = {
    'GET /livez': () => reply(200, { status: 'ok' }),
    'GET /readyz': () => reply(200, { status: 'ok' }),
    'GET /stream': (request) => happening.stream(request),
    ...screenRoutes({ ports, directory, note, hub: happening }),
  }
  const answer = router(routes)
  const server = await ports.transport.serve('console', async (request) => {
    const refused = refuse(request)
    if (refused) return refused
    const path = request.path.split('?')[0] ?? ''
    return files?.answer(request.method, path, request.headers) ?? answer(request)
  })
  return { stop: () => server.close() }
}

if (import.meta.main) runService('console', startConsole)
