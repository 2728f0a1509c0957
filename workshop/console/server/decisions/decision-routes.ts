import { type Ports, type Request, reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import { asking } from '../log/ask.ts'

/** Whose decisions these are. */
const owner = 'underwriting'

/** What the screen of decisions asks: lending's underwriting answers, from its log. */
export function decisionRoutes({
  ports,
}: {
  readonly ports: Pick<Ports, 'transport' | 'clock'>
}): Routes {
  const ask = asking(ports)

  const passed =
    (route: string, path: (params: { readonly [name: string]: string }) => string) =>
    async ({ signal }: Request, params: { readonly [name: string]: string }) => {
      const said = await ask(owner, { path: path(params), route, signal })
      if (said.is === 'silent')
        return problem({
          ...{ status: 503, title: 'No Answer', code: 'WT_STORE_UNAVAILABLE' },
          detail: said.because,
        })
      return reply(said.status, said.body)
    }
  const of = (params: { readonly [name: string]: string }) =>
    `/decisions/${encodeURIComponent(params.application as string)}`

  return {
    'GET /api/decisions': passed('/decisions', () => '/decisions?limit=200'),
    'GET /api/policies': passed('/policies', () => '/policies'),
    'GET /api/decisions/:application/why': passed(
      '/decisions/:application/why',
      (params) => `${of(params)}/why`,
    ),
    'GET /api/decisions/:application/replay': passed(
      '/decisions/:application/replay',
      (params) => `${of(params)}/replay`,
    ),
    'GET /api/decisions/:application/what-if/:version': passed(
      '/decisions/:application/what-if/:version',
      (params) => `${of(params)}/what-if/${encodeURIComponent(params.version as string)}`,
    ),
  }
}
