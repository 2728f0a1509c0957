import type { Ports } from '@watertight/ports'
import {
  breakersAnswer,
  faultAnswer,
  orderFiguresAnswer,
  paymentFiguresAnswer,
} from './live-answers.ts'
import { asking } from './live-ask.ts'
import { LiveOrders } from './live-orders.ts'
import { LiveRate } from './live-rate.ts'
import { LiveService, type Seen, type Status } from './live-service.ts'
import type {
  LiveState,
  OrderCounts,
  PaymentCounts,
  ServiceState,
  TrafficState,
} from './live-state.ts'

/** A round is over before the next one is due, whoever hangs. */
const roundMs = 400

/** Asks all services once per round and puts their answers together; remembers what must outlive a service that does not answer. */
export class LiveWatch {
  readonly #ports: Pick<Ports, 'clock' | 'transport'>
  readonly #services: readonly LiveService[]
  readonly #traffic: () => TrafficState
  readonly #rate = new LiveRate()
  readonly #latest = new LiveOrders()
  #orders: OrderCounts | null = null
  #payments: PaymentCounts | null = null
  #breaker: LiveState['breaker'] = null
  #fault: LiveState['fault'] = null

  constructor(
    ports: Pick<Ports, 'clock' | 'transport'>,
    services: readonly string[],
    traffic: () => TrafficState,
  ) {
    this.#ports = ports
    this.#services = services.map((name) => new LiveService(name))
    this.#traffic = traffic
  }

  async look(signal?: AbortSignal): Promise<LiveState> {
    const { clock } = this.#ports
    const ask = asking(this.#ports, clock.now() + roundMs, signal)
    const [seen, latest, orders, payments, breakers, fault] = await Promise.all([
      Promise.all(this.#services.map((service) => service.look(ask))),
      this.#latest.look(ask),
      ask('orders', '/figures', orderFiguresAnswer),
      ask('payments', '/figures', paymentFiguresAnswer),
      ask('payments', '/breakers', breakersAnswer),
      ask('card-network', '/fault', faultAnswer),
    ])
    if (orders !== undefined) {
      const { orders: placed, awaitingPayment, confirmed, declined } = orders
      this.#orders = { placed, awaitingPayment, confirmed, declined }
      this.#rate.record(clock.now(), placed)
    }
    this.#payments = payments ?? this.#payments
    const isDown = (one: string) =>
      seen.some(({ name, health }) => name === one && health === 'down')
    this.#breaker = isDown('payments') ? null : (breakers?.['card-network'] ?? this.#breaker)
    this.#fault = isDown('card-network') ? null : (fault ?? this.#fault)
    return {
      time: clock.wallTime(),
      services: seen.map((service) => tile(service, seen)),
      rate: this.#rate.read(clock.now()),
      orders: this.#orders,
      payments: this.#payments,
      breaker: this.#breaker,
      fault: this.#fault,
      traffic: this.#traffic(),
      latest,
    }
  }
}

function tile({ name, health, status }: Seen, all: readonly Seen[]): ServiceState {
  const feeds = Object.entries(status?.feeds ?? {})
  const lag = feeds.reduce((sum, [from, feed]) => {
    const head = all.find((other) => other.name === from)?.status?.head
    return sum + Math.max(0, (head ?? feed.position) - feed.position)
  }, 0)
  return { name, health, head: status?.head ?? null, lag, detail: detailOf(health, feeds) }
}

function detailOf(health: ServiceState['health'], feeds: [string, Status['feeds'][string]][]) {
  if (health === 'down') return 'it does not answer'
  if (health === 'starting') return 'it is not ready yet'
  const cut = feeds.filter(([, feed]) => !feed.connected).map(([from]) => from)
  if (cut.length > 0) return `it hears nothing from ${cut.join(' and ')}`
  const refused = feeds.reduce((sum, [, feed]) => sum + feed.refused, 0)
  return refused > 0 ? `it refused ${refused} published events` : ''
}
