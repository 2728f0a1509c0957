import { faultDoor } from '@watertight/mesh/faults'
import { header, json, type Ports, type Reply, type Request, reply } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { problem, router } from '@watertight/service'
import { z } from 'zod'
import { type FaultMode, faultModes, faultSentence, isFaultMode } from './faults.ts'
import { type Kind, ledger } from './ledger.ts'

const Movement = z.strictObject({
  reference: z.string().min(1).max(200),
  label: z.string().min(1).max(100),
  pence: z.int().min(1),
  currency: z.literal('GBP'),
})
const pounds = (pence: number) =>
  `${Math.trunc(pence / 100)}.${String(pence % 100).padStart(2, '0')}`

/** Above this the bank says no. */
const limitPence = 100_000_000
const longestSilenceMs = 120_000
const slowMs = { least: 600, most: 1_000 }

/** Somebody else's service, simulated: it moves money once per idempotency key, and fails, hangs, slows down, answers twice or loses its answers when told to. */
export async function startCardNetwork(ports: Ports) {
  const { clock, random, transport } = faultDoor(ports).ports
  const book = ledger(ports)
  let mode = book.mode() as FaultMode
  let before: Reply | undefined
  let answers = 0

  const stopping = new AbortController()
  /** Says nothing until nobody waits any more, or until it is stopped itself. */
  async function silence(request: Request): Promise<Reply> {
    const gone = AbortSignal.any([request.signal, stopping.signal])
    await clock.sleep(longestSilenceMs, gone).catch(() => {})
    return refused(504, 'SILENT', 'the card network said nothing')
  }

  async function move(kind: Kind, request: Request): Promise<Reply> {
    if (mode === 'fail') return refused(503, 'OUT_OF_ORDER', 'the card network is out of order')
    if (mode === 'hang') return silence(request)
    const key = header(request.headers, 'idempotency-key')
    if (key === undefined) return refused(400, 'KEY_MISSING', 'send an idempotency-key')
    const movement = Movement.safeParse(bodyOf(request))
    if (!movement.success) return refused(422, 'NOT_VALID', z.prettifyError(movement.error))
    // what was done under this key is told again, and not refused
    if (mode === 'refuse' && !book.knows(key)) return refused(402, 'DECLINED', 'the bank says no')
    if (movement.data.pence > limitPence) return refused(402, 'DECLINED', 'over the card limit')
    const answer = reply(201, book.move(key, kind, movement.data))
    if (mode === 'lose-answer') return silence(request)
    if (mode === 'slow')
      await clock
        .sleep(slowMs.least + random.next() * (slowMs.most - slowMs.least), request.signal)
        .catch(() => {})
    if (mode === 'answer-twice' && before !== undefined && answers++ % 2 === 0) return before
    before = answer
    return answer
  }

  const server = await transport.serve(
    'card-network',
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /status': () => reply(200, { service: 'card-network', fault: mode }),
      'POST /authorisations': (request) => move('authorisations', request),
      'POST /voids': (request) => move('voids', request),
      'POST /charges': (request) => move('charges', request),
      'POST /refunds': (request) => move('refunds', request),
      'GET /figures': (_, __, { label }) => {
        const { chargedPence, refundedPence, ...counts } = book.figures(label ?? null)
        const values = { charged: pounds(chargedPence), refunded: pounds(refundedPence) }
        return reply(200, { ...counts, ...values })
      },
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
      stopping.abort(new Error('the card network stops'))
      await server.close()
      book.close()
    },
  }
}

const refused = (status: number, code: string, detail: string): Reply =>
  problem({ status, title: 'Card Network', code, detail })

function bodyOf(request: Request): unknown {
  try {
    return json(request.body)
  } catch {
    return undefined
  }
}

if (import.meta.main) runService('card-network', startCardNetwork)
