import { type Reply, reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import type { ScreenTools } from '../screen-routes.ts'

const commandMs = 5_000

/** What operators do to services, sent on as it is: each service judges it by itself. */
export function commandRoutes({ ports, directory }: ScreenTools): Routes {
  const send = async (to: string, path: string, body: Reply['body']): Promise<Reply> => {
    if (!directory.has(to))
      return problem({
        ...{ status: 404, title: 'Not Found', code: 'WT_NOT_FOUND' },
        detail: `No service ${to} runs here.`,
      })
    const { clock, transport, log } = ports
    const { headers } = reply(200, '')
    const deadline = clock.now() + commandMs
    log('info', 'a command of the console', { to, path })
    try {
      const answer = await transport.call({ to, method: 'POST', path, headers, body, deadline })
      const type = answer.headers['content-type'] ?? 'application/json'
      return { status: answer.status, headers: { 'content-type': type }, body: answer.body }
    } catch (error) {
      return problem({
        ...{ status: 502, title: 'No Answer', code: 'WT_SERVICE_SILENT' },
        detail: `${to} does not answer, and whether it was done is not known: ${(error as Error).message}`,
      })
    }
  }
  return {
    'POST /services/:service/traffic': ({ body }, { service = '' }) =>
      send(service, '/traffic', body),
    'POST /services/:service/breakers/:name': ({ body }, { service = '', name = '' }) =>
      send(service, `/breakers/${encodeURIComponent(name)}`, body),
    'POST /services/:service/read-models/:model/rebuild': (
      { body },
      { service = '', model = '' },
    ) => send(service, `/read-models/${encodeURIComponent(model)}/rebuild`, body),
  }
}
