import { signal } from '@preact/signals'
import { command, isTrouble, read } from '../parts/ask.ts'

export interface Application {
  readonly application: string
  readonly product: string
  readonly state: string
  readonly screening: string
  readonly credit: string
  readonly missing: string
  readonly trouble: string | null
}
export interface Foreign {
  readonly fault: string
  readonly meaning: string
  readonly choices: readonly string[]
}

export const applications = signal<readonly Application[] | undefined>(undefined)
export const systems = signal<{ readonly [system: string]: Foreign }>({})
/** Of the circuit breaker before each of them. */
export const breakers = signal<{ readonly [system: string]: string }>({})
export const failure = signal('')

interface Status {
  readonly breakers?: { readonly [system: string]: { readonly state: string } | undefined }
}

export async function look(): Promise<void> {
  const [list, faults, status] = await Promise.all([
    read<{ readonly applications: readonly Application[] }>('origination/applications'),
    read<{ readonly [system: string]: Foreign }>('bureaus/faults'),
    read<Status>('origination/status'),
  ])
  failure.value = isTrouble(list) ? list.sentence : ''
  if (!isTrouble(list)) applications.value = list.applications
  if (!isTrouble(faults)) systems.value = faults
  if (!isTrouble(status))
    breakers.value = Object.fromEntries(
      Object.entries(status.breakers ?? {}).map(([name, one]) => [name, one?.state ?? 'closed']),
    )
}

export async function setFault(system: string, fault: string): Promise<void> {
  const answer = await command(`bureaus/faults/${system}`, { fault })
  if (isTrouble(answer)) failure.value = answer.sentence
  await look()
}
