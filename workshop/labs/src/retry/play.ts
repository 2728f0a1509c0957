import { header, json, type Ports, type Request, reply } from '@watertight/ports'
import type { Rig } from '../lab.ts'
import { type Answered, ask } from '../stage/ask.ts'
import { during } from '../stage/judging.ts'
import type { ChargeRequest, RetryScenario } from './scenario.ts'

/** A call that reached the card network. */
export interface SeenTry {
  readonly order: string
  readonly at: number
  readonly how: 'charged' | 'declined' | 'refused' | 'lost'
  readonly isOutage: boolean
  /** The order may not be tried again before. */
  readonly notBefore: number
}

export interface SeenCharge extends Answered {
  readonly request: ChargeRequest
}

export interface SeenRetry {
  readonly answers: readonly SeenCharge[]
  readonly tries: readonly SeenTry[]
  /** How often each order was charged. */
  readonly charges: ReadonlyMap<string, number>
}

/** What the card network takes to answer, in milliseconds. */
const workMs = 5
/** After the last client has gone, long enough for whoever goes on trying to be seen. */
const settleMs = 3_000

/** A shop that wants money, the learner's payments, and a card network. */
export async function playRetry(scenario: RetryScenario, rig: Rig): Promise<SeenRetry> {
  const answers: SeenCharge[] = []
  const network = new CardNetwork(scenario)
  let shop: Ports | undefined
  await rig.host('card-network', async (ports) => {
    await ports.transport.serve('card-network', (request) => network.answer(request, ports.clock))
  })
  await rig.host('shop', async (ports) => {
    shop = ports
  })
  await rig.run(async () => {
    await rig.subject('payments')
    const ports = shop as Ports
    const began = ports.clock.now()
    network.began = began
    await Promise.all(
      scenario.requests.map(async (request) => {
        const { at, order, pence, waitMs } = request
        await ports.clock.sleep(at, network.over.signal)
        const body = JSON.stringify({ order, pence })
        const call = { to: 'payments', method: 'POST', path: '/charge', body, waitMs }
        answers.push({ request, ...(await ask(ports, began, call)) })
      }),
    )
    await ports.clock.sleep(settleMs, network.over.signal)
  })
  network.over.abort()
  return { answers, tries: network.tries, charges: network.charges }
}

/** Charges once for each key, whoever sends it how often; without a key, each time. */
class CardNetwork {
  readonly tries: SeenTry[] = []
  readonly charges = new Map<string, number>()
  readonly over = new AbortController()
  began = 0
  readonly #scenario: RetryScenario
  readonly #byKey = new Map<string, string>()

  constructor(scenario: RetryScenario) {
    this.#scenario = scenario
  }

  async answer(request: Request, clock: Ports['clock']) {
    const { order } = json(request.body) as { readonly order: string }
    const at = clock.now() - this.began
    const { how, isOutage, retryAfterS } = this.#fate(order, at)
    const notBefore = retryAfterS === undefined ? 0 : at + retryAfterS * 1_000
    if (!this.over.signal.aborted) this.tries.push({ order, at, how, isOutage, notBefore })
    const gone = AbortSignal.any([request.signal, this.over.signal])
    if (how === 'charged' || how === 'lost')
      this.#charge(order, header(request.headers, 'idempotency-key'))
    await clock.sleep(how === 'lost' ? 60_000 : workMs, gone).catch(() => {})
    if (how === 'declined') return reply(402, { reason: 'not covered' })
    if (how === 'charged') return reply(200, { order, is: 'charged' })
    const answer = reply(503, { code: 'OVERLOADED' })
    if (retryAfterS === undefined) return answer
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterS) } }
  }

  #fate(
    order: string,
    at: number,
  ): Pick<SeenTry, 'how' | 'isOutage'> & { retryAfterS?: number | undefined } {
    const { faults, requests } = this.#scenario
    const outage = faults.find((it) => it.kind === 'outage' && during(it, at))
    if (outage?.kind === 'outage')
      return { how: 'refused', isOutage: true, retryAfterS: outage.retryAfterS }
    const before = this.tries.filter((it) => it.order === order && !it.isOutage).length
    const blip = faults.find((it) => it.kind === 'blip' && it.order === order && before < it.times)
    if (blip?.kind === 'blip') return { how: blip.how, isOutage: false }
    const isCovered = requests.find((it) => it.order === order)?.isCovered
    return { how: isCovered ? 'charged' : 'declined', isOutage: false }
  }

  #charge(order: string, key: string | undefined): void {
    if (key !== undefined) {
      if (this.#byKey.has(key)) return
      this.#byKey.set(key, order)
    }
    this.charges.set(order, (this.charges.get(order) ?? 0) + 1)
  }
}
