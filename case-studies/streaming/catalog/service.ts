import { createHash } from 'node:crypto'
import { faultDoor } from '@watertight/mesh/faults'
import { header, type Ports, reply } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { router } from '@watertight/service'
import facts from './films.json' with { type: 'json' }
import type { Film } from './published.ts'

/** What there is to see. */
export async function startCatalog(ports: Ports) {
  const films = (facts as [string, string, number, string][]).map(
    ([id, title, year, genre]): Film => ({ id, title, year, genre }),
  )
  const body = JSON.stringify({ films })
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
  const headers = { 'content-type': 'application/json', etag }

  const { transport } = faultDoor(ports).ports
  const server = await transport.serve(
    'catalog',
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /films': (request) =>
        header(request.headers, 'if-none-match') === etag
          ? { status: 304, headers: { etag }, body: '' }
          : { status: 200, headers, body },
    }),
  )
  return { stop: () => server.close() }
}

if (import.meta.main) runService('catalog', startCatalog)
