import { faultDoor } from '@watertight/mesh/faults'
import { header, json, type Ports, type Reply, type Request, reply } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { problem, router } from '@watertight/service'
import { z } from 'zod'
import { type FaultMode, faultModes, faultSentence, isFaultMode } from './faults.ts'
import { parcels } from './parcels.ts'

const Wanted = z.strictObject({
  reference: z.string().min(1).max(200),
  label: z.string().min(1).max(100),
  pieces: z.int().min(0).max(1_000_000_000),
})
const longestSilenceMs = 120_000
/** How long a parcel is on its way, and how long a question about it waits for its end. A day is a second here. */
const transitMs = { least: 50, most: 250 }
const longestLookMs = 1_000
const marginMs = 2

/** Somebody else's service, simulated: it takes a parcel once per idempotency key, delivers it or brings it back, and fails, hangs, loses its answers or takes nothing when told to. */
export async function startCarrier(ports: Ports) {
  const { clock, random, transport } = faultDoor(ports).ports
  const book = parcels(ports)
  let mode = book.mode() as FaultMode

  const stopping = new AbortController()
  /** Says nothing until nobody waits any more, or until it is stopped itself. */
  async function silence(request: Request): Promise<Reply> {
    const gone = AbortSignal.any([request.signal, stopping.signal])
    await clock.sleep(longestSilenceMs, gone).catch(() => {})
    return refused(504, 'SILENT', 'the carrier said nothing')
  }

  async function take(request: Request): Promise<Reply> {
    if (mode === 'fail') return refused(503, 'OUT_OF_ORDER', 'the carrier is out of order')
    if (mode === 'hang') return silence(request)
    const key = header(request.headers, 'idempotency-key')
    if (key === undefined) return refused(400, 'KEY_MISSING', 'send an idempotency-key')
    const wanted = Wanted.safeParse(bodyOf(request))
    if (!wanted.success) return refused(422, 'NOT_VALID', z.prettifyError(wanted.error))
    const { reference } = wanted.data
    if (mode === 'refuse' && book.find(reference) === undefined)
      return refused(409, 'REFUSED', 'the carrier takes no parcels')
    const span = transitMs.least + random.next() * (transitMs.most - transitMs.least)
    const tracking = book.take(key, wanted.data, mode === 'undeliverable', span)
    if (tracking === undefined)
      return refused(409, 'TAKEN', `a parcel ${reference} was taken before`)
    return mode === 'lose-answer' ? silence(request) : reply(201, { tracking, reference })
  }

  /** How a parcel fares: it answers at the end of the journey, or that it is under way still. */
  async function look(request: Request, reference: string): Promise<Reply> {
    if (mode === 'fail') return refused(503, 'OUT_OF_ORDER', 'the carrier is out of order')
    if (mode === 'hang') return silence(request)
    const known = book.find(reference)
    if (known === undefined) return refused(404, 'UNKNOWN', `there is no parcel ${reference}`)
    const left = Math.min(longestLookMs, known.endsAt - clock.wallTime())
    // a little longer: the clock of timers and the one on the wall do not tick together
    if (left > 0)
      await clock
        .sleep(left + marginMs, AbortSignal.any([request.signal, stopping.signal]))
        .catch(() => {})
    const { tracking, state } = book.find(reference) ?? known
    return reply(200, { reference, tracking, state })
  }

  const server = await transport.serve(
    'carrier',
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /status': () => reply(200, { service: 'carrier', fault: mode }),
      'POST /parcels': take,
      'GET /parcels/:reference': (request, { reference }) => look(request, String(reference)),
      'GET /figures': (_, __, { label }) => reply(200, book.figures(label ?? null)),
      'GET /fault': () => reply(200, { mode, meaning: faultSentence[mode] }),
      'POST /fault': (request) => {
        const wanted = (bodyOf(request) as { mode?: unknown } | undefined)?.mode
        if (!isFaultMode(wanted))
          return refused(422, 'NOT_VALID', `mode is one of ${faultModes.join(', ')}`)
        mode = wanted
        book.setMode(mode)
        return reply(200, { mode, meaning: faultSentence[mode] })
      },
    }),
  )
  return {
    async stop() {
      stopping.abort(new Error('the carrier stops'))
      await server.close()
      book.close()
    },
  }
}

const refused = (status: number, code: string, detail: string): Reply =>
  problem({ status, title: 'Carrier', code, detail })

function bodyOf(request: Request): unknown {
  try {
    return json(request.body)
  } catch {
    return undefined
  }
}

if (import.meta.main) runService('carrier', startCarrier)
