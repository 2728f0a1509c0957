import type { Entry } from './entry.ts'

type Checked = Extract<Entry, { did: 'checked' }>

/** Where a learner stands with a lab. */
export interface Standing {
  readonly isStarted: boolean
  /** The first whole pass. */
  readonly passed: Checked | undefined
  /** The solution was opened before the lab was passed. */
  readonly gaveUp: boolean
  readonly last: Checked | undefined
  readonly attempts: number
  /** How many of the three were read. */
  readonly hints: number
}

const none: Standing = Object.freeze({
  ...{ isStarted: false, passed: undefined, gaveUp: false, last: undefined, attempts: 0, hints: 0 },
})

/** The progress, by lab. */
export function standings(entries: readonly Entry[]): (lab: string) => Standing {
  const byLab = new Map<string, Standing>()
  for (const it of entries) byLab.set(it.lab, after(byLab.get(it.lab) ?? none, it))
  return (lab) => byLab.get(lab) ?? none
}

function after(standing: Standing, it: Entry): Standing {
  switch (it.did) {
    case 'started':
      return { ...standing, isStarted: true }
    case 'checked': {
      const isPassed = it.verdict === 'pass' && it.isWhole
      return {
        ...standing,
        attempts: it.attempt,
        last: it,
        passed: standing.passed ?? (isPassed ? it : undefined),
      }
    }
    case 'hinted':
      return { ...standing, hints: Math.max(standing.hints, it.step) }
    case 'gave up':
      return { ...standing, gaveUp: standing.gaveUp || !standing.passed }
    case 'reset':
      return standing
    default:
      return it satisfies never
  }
}

/** One word for it. */
export function stateOf({ isStarted, passed, gaveUp, last }: Standing): string {
  if (gaveUp) return passed ? 'passed after giving up' : 'given up'
  if (passed) return 'passed'
  if (last) return last.verdict === 'pass' ? 'passes in virtual time' : (last.code ?? last.verdict)
  return isStarted ? 'started' : 'not started'
}
