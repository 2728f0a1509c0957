import { send, translation } from '@watertight/domain'
import { UnderwritingLanguage } from '../underwriting/published.ts'
import { NoteDecision, NoteOutcome } from './application-file/language.ts'
import { dayOf } from './day-of.ts'

/** What underwriting decides, as compliance has to account for it. When a notice is due is compliance's to say. */
export const fromUnderwriting = translation(
  { from: UnderwritingLanguage, sends: [NoteDecision, NoteOutcome] },
  {
    'lending.DecisionMade.v1': ({ noticeDueOn: _, ...decision }, { id, at }) =>
      send(id, NoteDecision({ ...decision, decidedOn: dayOf(at) })),
    'lending.OutcomeConfirmed.v1': ({ outcome, reasons }, { id, at }) =>
      send(id, NoteOutcome({ outcome, reasons, decidedOn: dayOf(at) })),
    'lending.PolicyPublished.v1': () => undefined,
  },
)
