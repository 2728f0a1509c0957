import { signal } from '@preact/signals'
import type { FaultMode } from '../gateway/live-state.ts'

/** Why the last command had no effect; empty when it had. */
export const commandFailure = signal('')

/** The mode that was asked for and is not seen yet. */
export const wantedFault = signal<FaultMode | undefined>(undefined)

export async function setFault(mode: FaultMode): Promise<void> {
  wantedFault.value = mode
  await post('/api/card-network/fault', { mode }, 'The card network')
  wantedFault.value = undefined
}

export const setTrafficPaused = (paused: boolean): Promise<void> =>
  post('/traffic', { paused }, 'The gateway')

async function post(path: string, body: unknown, who: string): Promise<void> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    commandFailure.value = response.ok
      ? ''
      : `${who} refused (status ${response.status}). Try again in a moment.`
  } catch {
    commandFailure.value = `${who} does not answer. Try again in a moment.`
  }
}
