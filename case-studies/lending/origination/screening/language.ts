import { command, event } from '@watertight/domain'
import { z } from 'zod'
import { Because, Person } from '../intake/language.ts'

/** The list that was asked, and the day it was published. */
const List = z.strictObject({ name: z.string(), publishedOn: z.iso.date() })
export type List = z.infer<typeof List>
/** An entry of the list that looks like an applicant. How alike, in percent; null where the list does not say. */
const Match = z.strictObject({
  applicant: z.string(),
  entry: z.string(),
  likeness: z.int().min(0).max(100).nullable(),
})
export type Match = z.infer<typeof Match>
const Verdict = z.enum(['false-match', 'true-match'])

// ---- commands

export const RequestScreening = command('RequestScreening', {})
/** What the list said of everybody in the application. */
export const RecordScreening = command('RecordScreening', { list: List, matches: z.array(Match) })
/** One person looks at what the list found … */
export const JudgeMatch = command('JudgeMatch', { by: Person, verdict: Verdict, because: Because })
/** … and another confirms it, or gives it back. */
export const ConfirmJudgement = command('ConfirmJudgement', { by: Person })
export const ReturnJudgement = command('ReturnJudgement', { by: Person, because: Because })
/** Nobody needs an answer any more. */
export const CallOffScreening = command('CallOffScreening', {})

// ---- events

const about = { application: z.string() }
export const ScreeningRequested = event('ScreeningRequested', about)
/** Nobody in the application is on a list that is young enough. */
export const ScreeningPassed = event('ScreeningPassed', {
  ...{ ...about, list: List },
  /** Two people, where the list was in doubt. */
  clearedBy: z.array(Person),
})
/** Somebody may be on the list: it goes on when two people say so, and not before. */
export const ScreeningHeld = event('ScreeningHeld', {
  ...{ ...about, list: List, matches: z.array(Match) },
})
const judgement = { by: Person, verdict: Verdict, because: Because }
export const MatchJudged = event('MatchJudged', { ...about, ...judgement })
export const JudgementReturned = event('JudgementReturned', {
  ...{ ...about, by: Person, because: Because },
})
/** Two people say that it is the person on the list. No reason of a decision: 31 CFR 501.603 asks for a report. */
export const ScreeningBlocked = event('ScreeningBlocked', {
  ...{ ...about, judge: Person, confirmer: Person, because: Because },
})
export const ScreeningCalledOff = event('ScreeningCalledOff', about)
