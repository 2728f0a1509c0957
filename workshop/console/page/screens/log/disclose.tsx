import { useSignal } from '@preact/signals'
import type { StreamModel } from './stream-model.ts'

/** Personal data is hidden until somebody says why it has to be seen; the service keeps the reason. */
export function Disclose({ model }: { readonly model: StreamModel }) {
  const isAsking = useSignal(false)
  const trouble = useSignal('')
  const { value: shown } = model.disclosure
  if (shown !== undefined)
    return (
      <p class="row" data-testid="disclosed">
        Personal data is shown, and this is recorded.
      </p>
    )
  if (!isAsking.value)
    return (
      <button type="button" class="quiet" onClick={() => (isAsking.value = true)}>
        Show personal data…
      </button>
    )
  return (
    <form
      class="row"
      onSubmit={async (event) => {
        event.preventDefault()
        const reason = String(new FormData(event.currentTarget).get('reason') ?? '')
        trouble.value = await model.disclose(reason)
      }}
    >
      <label>
        Why it has to be seen <input name="reason" minLength={10} maxLength={500} required />
      </label>
      <button type="submit">Show for 15 minutes</button>
      <span role="status" class="alert">
        {trouble.value}
      </span>
    </form>
  )
}
