import { json, type Ports, type Request, reply, TransportError } from '@watertight/ports'
import type { Held, Rig } from '../lab.ts'
import {
  answerMs,
  type DeadlineFault,
  type DeadlineRequest,
  type DeadlineScenario,
  truthOf,
  type Upstream,
} from './scenario.ts'

/** A request that reached the bureau or the ledger. */
export interface SeenUpstream {
  readonly upstream: Upstream
  readonly application: string
  readonly at: number
  /** When the caller said it stops waiting; infinite when it did not say. */
  readonly deadline: number
  readonly struckBy: DeadlineFault['kind'] | undefined
  /** When it was answered or given up; undefined while it was neither. */
  endedAt: number | undefined
  how: 'answered' | 'given up' | undefined
}

/** What the client got, and when. */
export interface SeenAnswer {
  readonly request: DeadlineRequest
  readonly sentAt: number
  readonly at: number
  /** Undefined where no answer came in time. */
  readonly status: number | undefined
  readonly decision: unknown
}

export interface SeenDeadline {
  readonly answers: readonly SeenAnswer[]
  readonly upstream: readonly SeenUpstream[]
  /** What the service held at moments when nobody waited for it. */
  readonly idle: readonly (Held & { readonly at: number })[]
}

/** After the last deadline, long enough for everything to end that ends. */
const settleMs = 1_000
/** Nobody has waited for this long: what is still held is held for nobody. */
const idleMs = 100

/** A client, the learner's service, a bureau and a ledger. */
export async function playDeadline(scenario: DeadlineScenario, rig: Rig): Promise<SeenDeadline> {
  const upstream: SeenUpstream[] = []
  const answers: SeenAnswer[] = []
  const idle: (Held & { at: number })[] = []
  const over = new AbortController()
  const world = { scenario, upstream, over: over.signal, began: 0 }
  let client: Ports | undefined
  for (const name of ['bureau', 'ledger'] as const)
    await rig.host(name, async (ports) => {
      await ports.transport.serve(name, (request) => {
        return answer(name, request, ports.clock, world)
      })
    })
  await rig.host('client', async (ports) => {
    client = ports
  })
  await rig.run(async () => {
    await rig.subject('decisions')
    const ports = client as Ports
    const began = ports.clock.now()
    world.began = began
    let waiting = 0
    const ask = async (request: DeadlineRequest) => {
      await ports.clock.sleep(request.at, over.signal)
      waiting++
      answers.push(await askOne(request, ports, began))
      waiting--
      ports.clock.after(idleMs, () => {
        if (waiting > 0) return
        const at = ports.clock.now() - began
        void rig.held().then((held) => idle.push({ ...held, at }))
      })
    }
    await Promise.all(scenario.requests.map(ask))
    await ports.clock.sleep(settleMs, over.signal)
  })
  over.abort()
  return { answers, upstream, idle }
}

async function askOne(
  request: DeadlineRequest,
  { clock, transport }: Ports,
  began: number,
): Promise<SeenAnswer> {
  const { application, amount, budgetMs } = request
  const sentAt = clock.now() - began
  const at = () => clock.now() - began
  try {
    const { status, body } = await transport.call({
      to: 'decisions',
      method: 'POST',
      path: '/decide',
      body: JSON.stringify({ application, amount }),
      deadline: clock.now() + budgetMs,
    })
    return { request, sentAt, at: at(), status, decision: decisionIn(body) }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return { request, sentAt, at: at(), status: undefined, decision: undefined }
  }
}

function decisionIn(body: Parameters<typeof json>[0]): unknown {
  try {
    return (json(body) as { readonly decision?: unknown } | null)?.decision
  } catch {
    return undefined
  }
}

interface World {
  readonly scenario: DeadlineScenario
  readonly upstream: SeenUpstream[]
  /** The run is over: what still waits may go. */
  readonly over: AbortSignal
  /** The moment that all times count from. */
  readonly began: number
}

async function answer(
  name: Upstream,
  request: Request,
  clock: Ports['clock'],
  { scenario, upstream, over, began }: World,
) {
  const application = request.path.split('/').at(-1) ?? ''
  const now = clock.now() - began
  const fault = scenario.faults.find(
    (it) => it.service === name && now >= it.at && now < it.at + it.for,
  )
  const seen: SeenUpstream = {
    ...{ upstream: name, application, at: now, deadline: request.deadline - began },
    ...{ struckBy: fault?.kind, endedAt: undefined, how: undefined },
  }
  upstream.push(seen)
  const ended = (how: NonNullable<SeenUpstream['how']>) => {
    if (over.aborted || seen.how) return
    seen.endedAt = clock.now() - began
    seen.how = how
  }
  const gone = AbortSignal.any([request.signal, over])
  request.signal.addEventListener('abort', () => ended('given up'), { once: true })
  const forever = () => new Promise<void>((end) => gone.addEventListener('abort', () => end()))
  const work = answerMs(scenario.seed, name, application) + (fault?.ms ?? 0)
  await clock.sleep(work, gone).catch(() => {})
  if (fault?.kind === 'stall') await forever()
  ended('answered')
  const truth = truthOf(scenario.seed, application)
  return reply(200, name === 'bureau' ? { score: truth.score } : { exposure: truth.exposure })
}
