import { faultDoor } from '@watertight/mesh/faults'
import { json, type Ports, type Request, reply } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { problem, router } from '@watertight/service'
import { Play } from './published.ts'
import { Sessions } from './sessions.ts'

/** Starts films, and remembers how far each viewer is. It asks nobody: whatever else is down, films start. */
export async function startPlayback(ports: Ports) {
  const sessions = new Sessions()
  const { transport } = faultDoor(ports).ports
  const server = await transport.serve(
    'playback',
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /figures': () => reply(200, { sessions: sessions.count, repeated: sessions.repeated }),
      'GET /watching/:viewer': (_, { viewer = '' }) =>
        reply(200, { films: sessions.watching(viewer) }),
      'PUT /sessions/:id': (request, { id = '' }) => {
        const play = playIn(request)
        if (play === undefined) return refused(422, 'send {"viewer": "…", "film": "…"}')
        if (!sessions.knows(play.film)) return refused(404, `there is no film ${play.film}`)
        const { session, isNew } = sessions.start({ id, ...play })
        return reply(isNew ? 201 : 200, session)
      },
    }),
  )
  return { stop: () => server.close() }
}

function playIn({ body }: Request) {
  try {
    return Play.safeParse(json(body)).data
  } catch {
    return undefined
  }
}

const refused = (status: number, detail: string) =>
  problem({ status, title: 'Playback', code: 'PLAY_INVALID', detail })

if (import.meta.main) runService('playback', startPlayback)
