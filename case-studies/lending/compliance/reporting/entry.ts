import type { DataOf, RowOf } from '@watertight/domain'
import type { MonitoringRecorded } from '../language.ts'
import type { AskedLoan, Reason } from '../words.ts'
import type { Register } from './register.ts'

/** One line of the register, read from its row and from what the applicant told for monitoring. */
export interface Entry {
  readonly application: string
  readonly uli: string
  readonly receivedOn: string | null
  readonly asked: AskedLoan | null
  readonly lent: {
    readonly amount: { readonly amount: string }
    readonly ratePercent: string
    readonly termMonths: number
  } | null
  readonly action: number
  readonly takenOn: string
  readonly reasons: readonly Reason[]
  readonly told: Pick<DataOf<typeof MonitoringRecorded>, 'sex' | 'ethnicity'> | undefined
}

/** Undefined while nothing final was done with the application. */
export function entryOf(
  row: RowOf<(typeof Register)['columns']>,
  told: Entry['told'],
): Entry | undefined {
  const { application, uli, receivedOn, action, takenOn } = row
  if (action === null || takenOn === null) return undefined
  const parsed = <T>(json: string | null) => (json === null ? null : (JSON.parse(json) as T))
  return {
    ...{ application, uli, receivedOn, action, takenOn, told },
    asked: parsed(row.asked),
    lent: parsed(row.lent),
    reasons: parsed(row.reasons) ?? [],
  }
}
