import { type Ports, type Request, reply } from '@watertight/ports'
import type { Rig } from '../lab.ts'
import { type Answered, ask, jsonOr } from '../stage/ask.ts'
import { Lives } from '../stage/lives.ts'
import { type FeedEvent, Ledger, type SeenPage } from './ledger.ts'
import type { ProjectionScenario } from './scenario.ts'

/** What somebody got who looked. */
export interface SeenBalance extends Answered {
  readonly loan: string
  /** What had happened by the time of the answer. */
  readonly happened: readonly FeedEvent[]
}

/** A write that reached the store. */
export interface SeenWrite {
  readonly at: number
  readonly keys: readonly string[]
  /** Whether the service died of it. */
  readonly crash: 'before' | 'after' | undefined
}

export interface SeenProjection {
  readonly balances: readonly SeenBalance[]
  /** Long after everything happened, one for each loan. */
  readonly last: readonly SeenBalance[]
  readonly pages: readonly SeenPage[]
  readonly writes: readonly SeenWrite[]
  readonly restarts: readonly number[]
  /** Events in all. */
  readonly events: number
}

/** After the last event, for a service that looks every 200 ms or more often. */
const settleMs = 2_000
const waitMs = 1_000

/** A ledger to follow, a store to keep rows in, people who look, and the learner's balances. */
export async function playProjection(
  scenario: ProjectionScenario,
  rig: Rig,
): Promise<SeenProjection> {
  const ledger = new Ledger(scenario)
  const balances: SeenBalance[] = []
  const last: SeenBalance[] = []
  const over = new AbortController()
  let officers: Ports | undefined
  let began = 0
  const lives = new Lives(rig, 'balances', over.signal)
  const crash = (downMs: number, { clock }: Ports) => lives.die(downMs, clock)
  const store = new Store(scenario, crash)
  await rig.host('ledger', async ({ clock, transport }) => {
    await transport.serve('ledger', async (request) => ledger.answer(request, clock.now() - began))
  })
  await rig.host('store', async (ports) => {
    await ports.transport.serve('store', async (request) =>
      store.answer(request, ports.clock.now() - began, ports),
    )
  })
  await rig.host('officers', async (ports) => {
    officers = ports
  })
  await rig.run(async () => {
    const ports = officers as Ports
    began = ports.clock.now()
    lives.began = began
    await rig.subject('balances')
    const look = async (loan: string): Promise<SeenBalance> => {
      const call = { to: 'balances', method: 'GET', path: `/balances/${loan}`, waitMs }
      const answered = await ask(ports, began, call)
      return { loan, ...answered, happened: ledger.until(answered.at) }
    }
    const untilMs = Math.max(0, ...scenario.requests.map(({ at }) => at))
    for (const it of scenario.faults)
      if (it.kind === 'kill') ports.clock.after(it.at, () => crash(it.for, ports))
    const queries = scenario.requests.filter((it) => it.is === 'query')
    await Promise.all([
      ports.clock.sleep(untilMs, over.signal),
      ...queries.map(async ({ at, loan }) => {
        await ports.clock.sleep(Math.max(0, began + at - ports.clock.now()), over.signal)
        balances.push(await look(loan))
      }),
    ])
    await lives.settled(ports.clock)
    await ports.clock.sleep(settleMs, over.signal)
    const loans = new Set(ledger.until(untilMs).map((it) => it.loan))
    for (const loan of [...loans].sort()) last.push(await look(loan))
  })
  over.abort()
  const events = ledger.until(Number.POSITIVE_INFINITY).length
  const { restarts } = lives
  return { balances, last, restarts, events, pages: ledger.pages, writes: store.writes }
}

/** Keeps documents by key: one at a time, or several at once, all or none. */
class Store {
  readonly writes: SeenWrite[] = []
  readonly #documents = new Map<string, unknown>()
  readonly #scenario: ProjectionScenario
  readonly #crash: (downMs: number, ports: Ports) => void

  constructor(scenario: ProjectionScenario, crash: (downMs: number, ports: Ports) => void) {
    this.#scenario = scenario
    this.#crash = crash
  }

  answer({ method, path, body }: Request, at: number, ports: Ports) {
    const key = decodeURIComponent(path.slice(1))
    if (method === 'GET')
      return this.#documents.has(key) ? reply(200, this.#documents.get(key)) : reply(404, {})
    const said = jsonOr(body)
    if (said === undefined) return reply(400, { code: 'NO_JSON' })
    const isBatch = method === 'POST' && key === 'batch'
    if (isBatch && (typeof said !== 'object' || said === null))
      return reply(400, { code: 'NO_BATCH' })
    const documents = isBatch ? Object.entries(said as object) : [[key, said] as const]
    const crash = this.#scenario.faults.find(
      (it) => it.kind === 'crash' && it.write === this.writes.length + 1,
    )
    const is = crash?.kind === 'crash' ? crash.is : undefined
    this.writes.push({ at, keys: documents.map(([it]) => it), crash: is })
    if (is !== 'before') for (const [it, value] of documents) this.#documents.set(it, value)
    if (crash?.kind === 'crash') this.#crash(crash.for, ports)
    return reply(200, {})
  }
}
