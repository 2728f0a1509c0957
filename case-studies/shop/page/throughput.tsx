import type { LiveState } from '../gateway/live-state.ts'
import { setTrafficPaused } from './commands.ts'
import { count, money, perSecond } from './format.ts'
import { Icon } from './icon.tsx'
import { Sparkline } from './sparkline.tsx'

/** How much comes in and what became of it. */
export function Throughput({ state }: { readonly state: LiveState }) {
  const { rate, orders, payments, traffic } = state
  return (
    <section class="card throughput" aria-labelledby="throughput-title">
      <div class="card-head">
        <h2 id="throughput-title">Orders</h2>
        <button
          type="button"
          class="traffic"
          data-testid="traffic"
          onClick={() => void setTrafficPaused(!traffic.paused)}
        >
          <Icon name={traffic.paused ? 'play' : 'pause'} />
          {traffic.paused ? 'Resume traffic' : 'Pause traffic'}
        </button>
      </div>
      <dl class="counters">
        <div>
          <dt>placed</dt>
          <dd data-testid="placed">{shown(orders?.placed)}</dd>
        </div>
        <div class={orders !== null && orders.awaitingPayment > 0 ? 'is-waiting' : undefined}>
          <dt>awaiting payment</dt>
          <dd data-testid="awaiting">{shown(orders?.awaitingPayment)}</dd>
        </div>
        <div>
          <dt>paid</dt>
          <dd data-testid="confirmed">{shown(orders?.confirmed)}</dd>
        </div>
      </dl>
      <div class="rate">
        <p>
          <b>{perSecond(rate.perSecond)}</b> orders per second
        </p>
        <Sparkline history={rate.history} />
      </div>
      <p class="quiet">
        {payments !== null && `${money(payments.authorisedValue, 'GBP')} charged. `}
        {orders !== null && orders.declined > 0 && `${count(orders.declined)} declined. `}
        {traffic.paused
          ? 'Made-up traffic is paused.'
          : `Made-up traffic: ${count(traffic.perMinute)} orders per minute.`}
      </p>
    </section>
  )
}

const shown = (value: number | undefined) => (value === undefined ? '–' : count(value))
