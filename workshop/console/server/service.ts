import { parseArgs } from 'node:util'
import { builtPages } from '@watertight/mesh/gateway'
import { type Ports, reply } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { type Routes, router } from '@watertight/service'
import { door } from './door.ts'
import { hub } from './hub/hub.ts'
import { screenRoutes } from './screen-routes.ts'
import { tokenFor } from './token-for.ts'
import { readRunNote } from './watch/run-note.ts'
import { Watch } from './watch/watch.ts'

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
      'token-file': { type: 'string' },
      // told to all services; the console hears no published events and has no log
      nats: { type: 'string' },
      postgres: { type: 'string' },
    },
  })
  const token = await tokenFor(ports.transport, values['token-file'])
  const refuse = door(token)
  const note = () => readRunNote(values.run)
  const watch = new Watch({ ports, directory, note })
  const happening = hub(ports, { watch: (signal) => watch.rounds(signal) })
  const files = values.pages === undefined ? undefined : builtPages(values.pages)
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
