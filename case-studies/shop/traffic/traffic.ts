import {
  json,
  keyed,
  type Ports,
  type Random,
  type Reply,
  seededRandom,
  type Transport,
} from '@watertight/ports'
import { type Basket, basket, returned } from './basket.ts'
import { shopTime } from './shop-time.ts'
import { supplier } from './supplier.ts'

export interface TrafficOptions {
  readonly seed: number
  /** Orders per minute, on average. */
  readonly perMinute?: number
  readonly paused?: boolean
}

const trafficDefaults = Object.freeze({ perMinute: 12, paused: false })

/** The batch its orders belong to. */
const batch = 'storefront'
const creditShare = 0.1
/** Orders that may still be sent back, and how many there are before anything is. */
const remembered = 50
const settledIn = 5
const deadlineMs = 5_000
const retryMs = 1_000
/** Pausing and a new pace take effect within this. */
const stepMs = 500

export type Traffic = ReturnType<typeof traffic>

/**
 * Customers of a shop nobody imports into, and its supplier: they place orders at random moments, and now and then send something back; what they want is in the store before.
 * All chance comes from the seed and the number of the first order; orders are named W000001, W000002 … after the last one that orders has.
 */
export function traffic(
  {
    clock,
    transport,
    log,
  }: Pick<Ports, 'clock' | 'log'> & {
    readonly transport: Pick<Transport, 'call'>
  },
  options: TrafficOptions,
) {
  const { seed, ...start } = { ...trafficDefaults, ...options }
  const state = { paused: start.paused, perMinute: start.perMinute }
  const counts = { orders: 0, creditNotes: 0, refused: 0 }
  let last: string | undefined
  let failing: string | undefined

  /** Calls until there is an answer that is not "not now"; the key makes that safe. */
  async function ask(
    signal: AbortSignal,
    method: string,
    path: string,
    key?: string,
    value?: unknown,
    to = 'orders',
  ): Promise<Reply> {
    for (;;) {
      try {
        const answer = await transport.call({
          to,
          method,
          path,
          ...(key && {
            headers: { 'content-type': 'application/json', 'idempotency-key': key },
            body: JSON.stringify(value),
          }),
          deadline: clock.now() + deadlineMs,
          signal,
        })
        if (answer.status < 500 && answer.status !== 429) {
          failing = undefined
          return answer
        }
        failing = `${method} ${path}: ${answer.status}`
      } catch (error) {
        signal.throwIfAborted()
        failing = error instanceof Error ? error.message : String(error)
      }
      await clock.sleep(retryMs, signal)
    }
  }

  /** The number after the latest order of an earlier run. */
  async function firstNumber(signal: AbortSignal): Promise<number> {
    const answer = await ask(signal, 'GET', `/orders?batch=${batch}&limit=1`)
    if (answer.status !== 200) return 1
    const { orders } = json(answer.body) as { readonly orders: readonly { number: string }[] }
    return Number(/^W(\d+)$/.exec(orders[0]?.number ?? '')?.[1] ?? 0) + 1
  }

  /** Resolves at a random moment that comes `perMinute` times a minute on average, and never while paused. */
  async function nextMoment(random: Random, signal: AbortSignal): Promise<void> {
    // a Poisson process: the time between two arrivals, as a multiple of the mean
    let left = -Math.log(1 - random.next())
    while (left > 0) {
      const { paused, perMinute } = state
      const from = clock.now()
      const rest = (left * 60_000) / perMinute
      await clock.sleep(paused ? stepMs : Math.min(stepMs, rest), signal)
      if (!paused) left -= rest <= stepMs ? left : ((clock.now() - from) * perMinute) / 60_000
    }
  }

  async function send(
    kind: 'orders' | 'creditNotes',
    path: string,
    key: string,
    body: object,
    signal: AbortSignal,
  ): Promise<boolean> {
    const answer = await ask(signal, 'POST', path, key, { batch, currency: 'GBP', ...body })
    const taken = answer.status < 300
    counts[taken ? kind : 'refused']++
    if (!taken) log('warn', `traffic: ${key} was refused`, { status: answer.status })
    return taken
  }

  async function run(signal: AbortSignal): Promise<void> {
    try {
      const first = await firstNumber(signal)
      const random = seededRandom(keyed(seed, first))
      const name = `W${String(first).padStart(6, '0')}`
      const { supply } = supplier(name, async (sku, quantity, key) => {
        const path = `/stock-item/${sku}/receive-stock`
        const body = { batch, quantity, reason: 'bought from the supplier' }
        const { status } = await ask(signal, 'POST', path, key, body, 'inventory')
        if (status >= 300) log('warn', `traffic: ${key} was refused`, { status })
      })
      const earlier: { readonly number: string; readonly order: Basket }[] = []
      for (let n = first; ; n++) {
        await nextMoment(random, signal)
        const number = `W${String(n).padStart(6, '0')}`
        const order = basket(random, n)
        await supply(order.lines)
        const placedAt = shopTime(clock.wallTime())
        const path = `/order/${number}/place-order`
        if (await send('orders', path, `order/${number}`, { ...order, placedAt }, signal)) {
          last = number
          if (order.customer !== null) earlier.push({ number, order })
        }
        if (earlier.length > remembered) earlier.shift()
        if (random.next() < creditShare && earlier.length >= settledIn)
          await sendBack(random, earlier, signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  /** A credit note is named after its order, so there is at most one for each. */
  async function sendBack(
    random: Random,
    earlier: { readonly number: string; readonly order: Basket }[],
    signal: AbortSignal,
  ): Promise<void> {
    const [chosen] = earlier.splice(Math.floor(random.next() * earlier.length), 1)
    const lines = chosen && returned(random, chosen.order)
    if (!chosen || !lines) return
    const number = `C${chosen.number}`
    const { customer, country } = chosen.order
    const body = { customer, country, lines, issuedAt: shopTime(clock.wallTime()) }
    const path = `/credit-note/${number}/issue-credit-note`
    await send('creditNotes', path, `credit-note/${number}`, body, signal)
  }

  return {
    /** Resolves when the signal fires. */
    run,
    get paused() {
      return state.paused
    },
    set paused(value: boolean) {
      state.paused = value
    },
    get perMinute() {
      return state.perMinute
    },
    set perMinute(value: number) {
      state.perMinute = value
    },
    snapshot: () => ({ ...state, ...counts, last: last ?? null, failing: failing ?? null }),
  }
}
