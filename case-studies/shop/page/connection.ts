import { signal } from '@preact/signals'
import type { LiveState } from '../gateway/live-state.ts'

type Connection = 'connecting' | 'live' | 'reconnecting'

export const connection = signal<Connection>('connecting')
export const state = signal<LiveState | undefined>(undefined)

const retryMs = 2000

/** Follows the gateway for as long as the page is open. */
export function connect(): void {
  const source = new EventSource('/live')
  source.addEventListener('state', (event) => {
    state.value = JSON.parse(event.data) as LiveState
    connection.value = 'live'
  })
  source.addEventListener('error', () => {
    connection.value = state.value === undefined ? 'connecting' : 'reconnecting'
    // a broken connection is opened again by the browser, an answer that is no event stream is not
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, retryMs)
  })
}
