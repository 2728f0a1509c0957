import { useSignal } from '@preact/signals'
import { localTime, money } from '../format.ts'
import { found, go, place, search } from './view.ts'

const because = {
  number: 'its number',
  customer: 'its customer',
  amount: 'its amount',
  latest: 'one of the latest',
} as const

/** Finds an order by what somebody on the telephone says of it. */
export function Finder() {
  const text = useSignal('')
  const look = (event: Event) => {
    event.preventDefault()
    void go({ order: null, asOf: null, event: null })
    void search(text.value)
  }
  return (
    <section class="card finder" aria-label="Find an order">
      <form onSubmit={look}>
        <label for="find">Order number, customer or amount</label>
        <input
          id="find"
          type="search"
          autocomplete="off"
          maxLength={100}
          placeholder="1001, 17850 or £5.10"
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
        />
        <button type="submit" class="act is-main">
          Find
        </button>
      </form>
      {place.value.order === null && (
        <ul class="found">
          {found.value.map((order) => (
            <li key={order.number}>
              <button
                type="button"
                data-testid="found"
                onClick={() => go({ order: order.number, asOf: null, event: null })}
              >
                <b>{order.number}</b>
                <span>
                  {order.customer ?? 'guest'}, {order.country}
                </span>
                <span class="quiet">{localTime(order.placedAt)}</span>
                <span class="total">{money(order.total, 'GBP')}</span>
                <span>{order.state}</span>
                <span class="quiet">{because[order.by]}</span>
              </button>
            </li>
          ))}
          {found.value.length === 0 && <li class="quiet none">No order is like that.</li>}
        </ul>
      )}
    </section>
  )
}
