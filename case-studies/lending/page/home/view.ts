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

interface Breakers {
  /** Absent before the first call. */
  readonly [system: string]: { readonly state: string }
}

export async function look(): Promise<void> {
  const [list, faults, doors] = await Promise.all([
    read<{ readonly applications: readonly Application[] }>('origination/applications'),
    read<{ readonly [system: string]: Foreign }>('bureaus/faults'),
    read<Breakers>('origination/breakers'),
  ])
  failure.value = isTrouble(list) ? list.sentence : ''
  if (!isTrouble(list)) applications.value = list.applications
  if (!isTrouble(faults)) systems.value = faults
  if (!isTrouble(doors))
    breakers.value = Object.fromEntries(
      Object.entries(doors).map(([name, { state }]) => [name, state]),
    )
}

export async function setFault(system: string, fault: string): Promise<void> {
  const answer = await command(`bureaus/faults/${system}`, { fault })
  if (isTrouble(answer)) failure.value = answer.sentence
  await look()
}
