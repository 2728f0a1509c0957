import { useSignal } from '@preact/signals'
import type { Story } from '../../support/published.ts'
import { clock } from '../format.ts'
import { disclose, note, pseudonymise } from './view.ts'

/** Whose order it is, masked until the agent says why it has to be known; and a place for notes. */
export function CustomerLine({ story }: { readonly story: Story }) {
  const reason = useSignal('')
  const text = useSignal('')
  const { order, customer, disclosedUntil } = story
  return (
    <section class="card customer" aria-label="The order">
      <p>
        <b>Order {order}</b> of{' '}
        <span data-testid="customer">{customer === null ? 'a guest' : `customer ${customer}`}</span>
        {disclosedUntil !== null && (
          <span class="quiet"> shown until {clock(Date.parse(disclosedUntil))}</span>
        )}
      </p>
      {customer !== null && disclosedUntil === null && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void disclose(order, reason.value)
          }}
        >
          <input
            aria-label="Why the customer has to be known"
            placeholder="Why? It is recorded"
            required
            minLength={3}
            maxLength={200}
            value={reason.value}
            onInput={(event) => {
              reason.value = event.currentTarget.value
            }}
          />
          <button type="submit" class="act">
            Show customer
          </button>
        </form>
      )}
      {customer !== null && disclosedUntil !== null && (
        <Forget key={customer} customer={customer} />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void note(order, text.value)
          text.value = ''
        }}
      >
        <input
          aria-label="Note"
          placeholder="Note for colleagues"
          required
          maxLength={2000}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
        />
        <button type="submit" class="act">
          Add note
        </button>
      </form>
    </section>
  )
}

/** It cannot be taken back, so it takes two steps. */
function Forget({ customer }: { readonly customer: string }) {
  const isAsked = useSignal(false)
  return isAsked.value ? (
    <p class="sure">
      Every list tells a pseudonym from here on, and nobody can take that back.{' '}
      <button type="button" class="act is-main" onClick={() => void pseudonymise(customer)}>
        Pseudonymise
      </button>{' '}
      <button
        type="button"
        class="act"
        onClick={() => {
          isAsked.value = false
        }}
      >
        Keep
      </button>
    </p>
  ) : (
    <button
      type="button"
      class="act"
      onClick={() => {
        isAsked.value = true
      }}
    >
      Customer wants to be forgotten
    </button>
  )
}
