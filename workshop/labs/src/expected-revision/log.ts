import { type Ports, type Request, reply } from '@watertight/ports'
import { fieldOf, jsonOr } from '../stage/ask.ts'
import type { RevisionScenario } from './scenario.ts'

/** An event of a stock code, with who wrote it and how. */
export interface Stored {
  readonly sku: string
  readonly at: number
  readonly by: 'inventory' | 'warehouse'
  /** The revision the writer expected; `any` where it did not say. */
  readonly expected: number | 'any'
  readonly event: StockEvent
}

export interface StockEvent {
  readonly type: string
  readonly quantity: number
  readonly order?: string
}

/** Something that was asked of the log. */
export interface SeenAsk {
  readonly at: number
  readonly says: string
}

/** Streams of events, one for each stock code. Whoever appends may say which revision it has seen: with another one nothing is stored. */
export class StockLog {
  readonly stored: Stored[] = []
  readonly asked: SeenAsk[] = []
  readonly over = new AbortController()
  began = 0
  readonly #scenario: RevisionScenario
  readonly #reads = new Map<string, number>()
  readonly #lost = new Set<string>()

  constructor(scenario: RevisionScenario) {
    this.#scenario = scenario
    for (const [sku, quantity] of Object.entries(scenario.stock))
      this.#store(sku, 'warehouse', 0, { type: 'StockReceived', quantity }, 0)
  }

  async answer(request: Request, clock: Ports['clock']) {
    const at = clock.now() - this.began
    const sku = request.path.split('/').at(-1) ?? ''
    if (request.method === 'GET') return this.#read(sku, at)
    const body = jsonOr(request.body)
    const event = fieldOf(body, 'event') as StockEvent | undefined
    const expected = fieldOf(body, 'expected')
    if (typeof event?.type !== 'string' || !(event.quantity > 0)) return reply(400, {})
    const revision = this.#stream(sku).length
    const of = `${event.type} ${event.order ?? ''} ${event.quantity}`
    if (typeof expected === 'number' && expected !== revision) {
      this.#note(at, `${of} at ${expected}: conflict, it is at ${revision}`)
      return reply(409, { revision })
    }
    this.#store(sku, 'inventory', typeof expected === 'number' ? expected : 'any', event, at)
    const { order = '' } = event
    const isLost = this.#scenario.faults.some((it) => it.kind === 'lost' && it.order === order)
    if (isLost && !this.#lost.has(order)) {
      this.#lost.add(order)
      this.#note(at, `${of}: stored, and the answer is lost`)
      const gone = AbortSignal.any([request.signal, this.over.signal])
      await clock.sleep(60_000, gone).catch(() => {})
    } else this.#note(at, `${of}: stored`)
    return reply(201, { revision: revision + 1 })
  }

  #read(sku: string, at: number) {
    const events = this.#stream(sku).map(({ event }) => event)
    const read = (this.#reads.get(sku) ?? 0) + 1
    this.#reads.set(sku, read)
    this.#note(at, `read ${sku}: at ${events.length}`)
    for (const fault of this.#scenario.faults) {
      if (fault.kind !== 'race' || fault.sku !== sku || fault.read !== read) continue
      const quantity = Math.min(fault.quantity, stockOf(this.#stream(sku)))
      // it writes as one should: at the revision it has seen
      if (quantity > 0)
        this.#store(sku, 'warehouse', this.#stream(sku).length, { type: 'StockLost', quantity }, at)
    }
    return reply(200, { revision: events.length, events })
  }

  #store(
    sku: string,
    by: Stored['by'],
    expected: Stored['expected'],
    event: StockEvent,
    at: number,
  ): void {
    this.stored.push({ sku, at, by, expected, event })
    if (by === 'warehouse' && at > 0)
      this.#note(at, `the warehouse records ${event.type} ${event.quantity} of ${sku}`)
  }

  #stream(sku: string): readonly Stored[] {
    return this.stored.filter((it) => it.sku === sku)
  }

  #note(at: number, says: string): void {
    if (!this.over.signal.aborted) this.asked.push({ at, says })
  }
}

/** What is left after these. */
export const stockOf = (stored: readonly Pick<Stored, 'event'>[]): number =>
  stored.reduce(
    (left, { event }) => left + (event.type === 'StockReceived' ? event.quantity : -event.quantity),
    0,
  )
