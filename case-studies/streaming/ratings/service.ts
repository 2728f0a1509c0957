import { faultDoor } from '@watertight/mesh/faults'
import { json, type Ports, type Request, reply } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { problem, router } from '@watertight/service'
import { z } from 'zod'
import { Standings } from './standings.ts'

const Stars = z.strictObject({ stars: z.int().min(1).max(10) })

/** What viewers think of films. */
export async function startRatings(ports: Ports) {
  const standings = new Standings()
  const { transport } = faultDoor(ports).ports
  const server = await transport.serve(
    'ratings',
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /top/:viewer': (_, { viewer = '' }) => reply(200, { films: standings.topFor(viewer) }),
      // the same again changes nothing, so it may be tried again
      'PUT /ratings/:viewer/:film': (request, { viewer = '', film = '' }) => {
        const stars = starsIn(request)
        if (stars === undefined) return refused(422, 'send {"stars": a whole number from 1 to 10}')
        if (!standings.knows(film)) return refused(404, `there is no film ${film.slice(0, 80)}`)
        standings.rate(viewer, film, stars)
        return reply(200, { viewer, film, stars })
      },
    }),
  )
  return { stop: () => server.close() }
}

function starsIn({ body }: Request): number | undefined {
  try {
    return Stars.safeParse(json(body)).data?.stars
  } catch {
    return undefined
  }
}

const refused = (status: number, detail: string) =>
  problem({ status, title: 'Ratings', code: 'RATING_INVALID', detail })

if (import.meta.main) runService('ratings', startRatings)
