import type { LatestOrder } from '../gateway/live-state.ts'
import { instant, localTime, many, money } from './format.ts'
import { hold } from './held-orders.ts'
import { Icon, type IconName } from './icon.tsx'

interface Badge {
  readonly icon: IconName
  readonly look: 'good' | 'wait' | 'bad' | 'plain'
}

const badges: Readonly<Record<string, Badge>> = {
  'awaiting payment': { icon: 'clock', look: 'wait' },
  confirmed: { icon: 'check', look: 'good' },
  reserved: { icon: 'check', look: 'good' },
  paid: { icon: 'check', look: 'good' },
  picked: { icon: 'check', look: 'good' },
  shipped: { icon: 'check', look: 'good' },
  delivered: { icon: 'check', look: 'good' },
  'payment declined': { icon: 'cross', look: 'bad' },
  'out of stock': { icon: 'cross', look: 'bad' },
  'not paid': { icon: 'cross', look: 'bad' },
  'stock gone': { icon: 'cross', look: 'bad' },
  'shipping failed': { icon: 'cross', look: 'bad' },
}
const plainBadge: Badge = { icon: 'dot', look: 'plain' }

export function OrderRow(props: { readonly order: LatestOrder; readonly isEarlier?: boolean }) {
  const { order, isEarlier = false } = props
  const { number, customer, country, lines, total, currency, placedAt } = order
  // an order that is no longer among the latest has only its own events to speak for it
  const last = order.history.at(-1)
  const state = isEarlier && last !== undefined ? last.type : order.state
  const { icon, look } = badges[state] ?? plainBadge
  return (
    <li data-testid="order-row">
      <details
        open={isEarlier || undefined}
        onToggle={(event) => hold(order, event.currentTarget.open)}
      >
        <summary>
          <Icon name="chevron" />
          <span class="number">{number}</span>
          <span class="who">
            {customer === null ? 'guest' : `customer ${customer}`}, {country}
          </span>
          <span class="lines">{many(lines, 'line', 'lines')}</span>
          <span class="total">{money(total, currency)}</span>
          <span class={`badge is-${look}`} data-testid="order-state">
            <Icon name={icon} />
            {state}
          </span>
        </summary>
        <div class="history">
          <p class="quiet">Placed {localTime(placedAt)}, shop time.</p>
          <ol>
            {order.history.map((event) => (
              <li key={event.position}>
                <b>{event.type}</b>
                <time dateTime={event.at}>{instant(event.at)}</time>
                <span>position {event.position}</span>
              </li>
            ))}
          </ol>
        </div>
      </details>
    </li>
  )
}
