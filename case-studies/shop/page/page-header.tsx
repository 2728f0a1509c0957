import { connection } from './connection.ts'
import { Icon } from './icon.tsx'

const words = {
  connecting: 'connecting…',
  live: 'live',
  reconnecting: 'reconnecting…',
} as const

/** Name of the page and whether what it shows is the present. */
export function PageHeader() {
  const now = connection.value
  return (
    <header class="page-header">
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
        <rect x="5" y="2" width="22" height="28" rx="7" />
        <circle cx="16" cy="16" r="6" />
        <path d="M16 7v18M7 16h18" />
      </svg>
      <h1>
        Watertight <span>the shop</span>
      </h1>
      <a class="away" href="/support">
        support
      </a>
      <p class={`connection is-${now}`} role="status" data-testid="connection">
        <Icon name={now === 'live' ? 'dot' : 'clock'} />
        {words[now]}
      </p>
    </header>
  )
}
