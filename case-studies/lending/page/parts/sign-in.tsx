import { useSignal } from '@preact/signals'
import { isAsked, signIn } from './session.ts'

/** Is there only where the services ask who calls. */
export function SignIn() {
  const given = useSignal('')
  if (!isAsked.value) return null
  return (
    <form
      class="card sign-in"
      onSubmit={(event) => {
        event.preventDefault()
        signIn(given.value)
      }}
    >
      <label>
        <span>This lender asks who you are. Your access token:</span>
        <input
          type="password"
          autocomplete="off"
          required
          data-testid="token"
          value={given.value}
          onInput={({ currentTarget }) => {
            given.value = currentTarget.value
          }}
        />
      </label>
      <button type="submit" class="primary">
        Sign in
      </button>
    </form>
  )
}
