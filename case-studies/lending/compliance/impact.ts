import type { DataOf } from '@watertight/domain'
import { adverseImpact, toPercent } from '../rates/index.ts'
import type { MonitoringRecorded } from './language.ts'

/** How one group fares beside the control group of its attribute. */
export interface Impact {
  readonly attribute: 'sex' | 'ethnicity'
  readonly group: string
  readonly applicants: number
  readonly approved: number
  /** Its rate of approval over that of the control group, in percent; null where there is none. */
  readonly ratioPercent: string | null
  readonly isBelowFourFifths: boolean
}

export interface Outcome {
  readonly application: string
  readonly approved: boolean
}

/** Whom the others are compared with. */
const controls = { sex: 'male', ethnicity: 'not-hispanic' } as const

/** Fewer say nothing about a group, and may say too much about a person. */
const fewest = 30

/** Approvals by group. Groups of fewer than thirty applicants are left out. */
export function impacts(
  outcomes: readonly Outcome[],
  told: ReadonlyMap<string, DataOf<typeof MonitoringRecorded>>,
): readonly Impact[] {
  return (Object.keys(controls) as (keyof typeof controls)[]).flatMap((attribute) => {
    const groups = new Map<string, { applicants: number; approved: number }>()
    for (const { application, approved } of outcomes) {
      const group = told.get(application)?.[attribute]
      if (group === undefined) continue
      const before = groups.get(group) ?? { applicants: 0, approved: 0 }
      groups.set(group, {
        applicants: before.applicants + 1,
        approved: before.approved + (approved ? 1 : 0),
      })
    }
    const control = groups.get(controls[attribute])
    return [...groups]
      .filter(([, { applicants }]) => applicants >= fewest)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, counts]) => {
        const impact = control && adverseImpact(control, counts)
        const known = impact && !('refused' in impact) ? impact : undefined
        return {
          ...{ attribute, group, ...counts },
          ratioPercent: known ? toPercent(known.ratio, 1) : null,
          isBelowFourFifths: known?.isBelowFourFifths ?? false,
        }
      })
  })
}

/** What a ratio below four fifths means on that day. The rule of the Bureau that took the effects test out of Regulation B is in force from 21 July 2026. */
export const meaningOn = (day: string): string =>
  day < '2026-07-21'
    ? 'below four fifths is a flag under the effects test of Regulation B (comment 6(a)-2); it is no legal test'
    : 'Regulation B has no effects test since 2026-07-21; below four fifths is a flag of our own, and other law may ask'
