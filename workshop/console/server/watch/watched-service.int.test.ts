import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpTransport, systemClock } from '@watertight/ports/node'
import { expect, test } from 'vitest'
import type { ServiceView } from '../views/service-view.ts'
import { WatchedService } from './watched-service.ts'

test('a service whose server knows no batches is as ready as it says', async () => {
  let status = 200
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/readyz' ? status : 404).end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const directory = new Map([['films', `http://127.0.0.1:${port}`]])
  const transport = new HttpTransport({ clock: systemClock, log: () => {}, directory })
  const films = new WatchedService('films', 'films', { clock: systemClock, transport })
  const health = async () => {
    await films.ask(0, new AbortController().signal)
    return (films.view(() => undefined)['service/films'] as ServiceView).health
  }
  try {
    expect(await health()).toBe('ready')
    status = 503
    expect(await health()).toBe('unready')
  } finally {
    await transport.stop()
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
})
