import { createHash } from 'node:crypto'
import { faultDoor } from '@watertight/mesh/faults'
import { header, json, type Ports, type Reply, type Request, reply } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { problem, router } from '@watertight/service'
import { z } from 'zod'

const Letter = z.strictObject({
  reference: z.string().min(1).max(200),
  text: z.string().min(1).max(20_000),
  textHash: z.string().regex(/^[0-9a-f]{64}$/),
})

/** Somebody else's service, simulated: it prints and posts a letter once per reference, and keeps the hash of what it posted. Nothing is printed and nobody gets anything. */
export async function startLetterShop(ports: Ports) {
  const { clock, ids, storage, transport } = faultDoor(ports).ports
  const database = storage.open('letters')
  database.exec(
    `create table if not exists letters(reference text primary key, letter text not null, text_hash text not null,
      posted_on text not null) strict;`,
  )
  const find = database.prepare('select * from letters where reference = ?')
  const insert = database.prepare('insert into letters values (?, ?, ?, ?)')
  const count = database.prepare('select count(*) as posted from letters')

  function post(request: Request): Reply {
    if (header(request.headers, 'idempotency-key') === undefined)
      return refused(400, 'KEY_MISSING', 'Send an idempotency-key.')
    const wanted = Letter.safeParse(bodyOf(request))
    if (!wanted.success) return refused(422, 'NOT_VALID', z.prettifyError(wanted.error))
    const { reference, text, textHash } = wanted.data
    if (createHash('sha256').update(text).digest('hex') !== textHash)
      return refused(422, 'TEXT_ALTERED', 'The text does not have this hash: it was altered.')
    const known = find.get(reference)
    if (known === undefined) {
      const postedOn = new Date(clock.wallTime()).toISOString().slice(0, 10)
      insert.run(reference, `letter-${ids.next()}`, textHash, postedOn)
    } else if (known.text_hash !== textHash)
      return refused(409, 'POSTED', `Another text was posted as ${reference}.`)
    const row = find.get(reference)
    return reply(201, { reference, letter: row?.letter, textHash, postedOn: row?.posted_on })
  }

  const server = await transport.serve(
    'letter-shop',
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /status': () => reply(200, { service: 'letter-shop', ...count.get() }),
      'POST /letters': post,
    }),
  )
  return {
    async stop() {
      await server.close()
      database.close()
    },
  }
}

const refused = (status: number, code: string, detail: string): Reply =>
  problem({ status, title: 'Letter Shop', code, detail })

function bodyOf(request: Request): unknown {
  try {
    return json(request.body)
  } catch {
    return undefined
  }
}

if (import.meta.main) runService('letter-shop', startLetterShop)
