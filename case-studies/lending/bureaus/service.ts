import { faultDoor } from '@watertight/mesh/faults'
import { header, json, type Ports, type Reply, type Request, reply } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { problem, router } from '@watertight/service'
import { z } from 'zod'
import { faultSentences, isFaultOf, isSystem, type System, systems } from './faults.ts'
import { inquiryBook } from './inquiry-book.ts'
import { MeridianInquiry, meridianSays } from './meridian.ts'
import { NorthstarInquiry, northstarSays } from './northstar.ts'
import { listSays, Screening } from './sanctions-list.ts'

const longestSilenceMs = 120_000
const slowMs = { least: 700, most: 1_300 }
/** When a late report is there. */
const lateMs = 20_000

/** How each system reads a question and answers it; the reference is the inquiry's own name, whatever the dialect. */
const speakers = {
  northstar: {
    Question: NorthstarInquiry,
    says: northstarSays,
    of: ({ inquiry }: z.infer<typeof NorthstarInquiry>) => inquiry,
  },
  meridian: {
    Question: MeridianInquiry,
    says: meridianSays,
    of: ({ record }: z.infer<typeof MeridianInquiry>) => record.slice(6, 46).trimEnd(),
  },
  sanctions: {
    Question: Screening,
    says: listSays,
    of: ({ reference }: z.infer<typeof Screening>) => reference,
  },
} as const

interface Speaker {
  readonly Question: z.ZodType
  says(question: any, fault: string, now: number): object
  of(question: any): string
}

/** Somebody else's services, simulated: two credit bureaus with a dialect each and a sanctions list, which fail, hang, slow down, lose answers, answer twice, late, from old files or in a new dialect when told to. */
export async function startBureaus(ports: Ports) {
  const { clock, random, transport } = faultDoor(ports).ports
  const book = inquiryBook(ports)
  const before = new Map<System, Reply>()
  let answers = 0

  const stopping = new AbortController()
  /** Says nothing until nobody waits any more, or until it is stopped itself. */
  async function silence(request: Request): Promise<Reply> {
    const gone = AbortSignal.any([request.signal, stopping.signal])
    await clock.sleep(longestSilenceMs, gone).catch(() => {})
    return refused(504, 'SILENT', 'nothing was said')
  }

  async function answer(system: System, request: Request): Promise<Reply> {
    const fault = book.fault(system)
    if (fault === 'fail') return refused(503, 'OUT_OF_ORDER', `${system} is out of order`)
    if (fault === 'hang') return silence(request)
    const key = header(request.headers, 'idempotency-key')
    if (key === undefined) return refused(400, 'KEY_MISSING', 'send an idempotency-key')
    const { Question, says, of }: Speaker = speakers[system]
    const question = Question.safeParse(bodyOf(request))
    if (!question.success) return refused(422, 'NOT_VALID', z.prettifyError(question.error))
    const askedAt = book.inquire(key, system, of(question.data))
    const now = clock.wallTime()
    if (fault === 'late' && now < askedAt + lateMs) return reply(202, { status: 'PENDING' })
    const whole = reply(200, says(question.data, fault, now))
    const said = fault === 'garbled' ? brokenOff(whole) : whole
    if (fault === 'lose-answer') return silence(request)
    if (fault === 'slow')
      await clock
        .sleep(slowMs.least + random.next() * (slowMs.most - slowMs.least), request.signal)
        .catch(() => {})
    const last = before.get(system)
    if (fault === 'answer-twice' && last !== undefined && answers++ % 2 === 0) return last
    before.set(system, said)
    return said
  }

  const told = () =>
    Object.fromEntries(
      systems.map((system) => {
        const fault = book.fault(system)
        const sentences: { readonly [fault: string]: string } = faultSentences[system]
        return [system, { fault, meaning: sentences[fault], choices: Object.keys(sentences) }]
      }),
    )

  const server = await transport.serve(
    'bureaus',
    router({
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () => reply(200, { status: 'ok' }),
      'GET /status': () => reply(200, { service: 'bureaus', faults: told() }),
      'POST /northstar/inquiries': (request) => answer('northstar', request),
      'POST /meridian/inquiries': (request) => answer('meridian', request),
      'POST /sanctions/screenings': (request) => answer('sanctions', request),
      'GET /figures': () => reply(200, book.figures()),
      'GET /faults': () => reply(200, told()),
      'POST /faults/:system': (request, { system }) => {
        if (!isSystem(system))
          return refused(404, 'UNKNOWN', `a system is one of ${systems.join(', ')}`)
        const wanted = (bodyOf(request) as { fault?: unknown } | undefined)?.fault
        if (!isFaultOf(system, wanted))
          return refused(
            422,
            'NOT_VALID',
            `fault is one of ${Object.keys(faultSentences[system]).join(', ')}`,
          )
        book.setFault(system, wanted)
        return reply(200, told())
      },
    }),
  )
  return {
    async stop() {
      stopping.abort(new Error('the bureaus stop'))
      await server.close()
      book.close()
    },
  }
}

/** The first part of an answer, as a broken connection leaves it. */
const brokenOff = ({ status, headers, body }: Reply): Reply => {
  const text = String(body)
  return { status, headers, body: text.slice(0, Math.floor(text.length * 0.6)) }
}

const refused = (status: number, code: string, detail: string): Reply =>
  problem({ status, title: 'Bureaus', code, detail })

function bodyOf(request: Request): unknown {
  try {
    return json(request.body)
  } catch {
    return undefined
  }
}

if (import.meta.main) runService('bureaus', startBureaus)
