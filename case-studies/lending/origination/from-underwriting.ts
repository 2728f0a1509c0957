import { send, translation } from '@watertight/domain'
import { UnderwritingLanguage } from '../underwriting/published.ts'
import { RecordDecision } from './intake/language.ts'

export {
  CallOffDecision,
  RequestDecision,
  UnderwritingLanguage,
} from '../underwriting/published.ts'

/** What underwriting says, in the words of intake. */
export const fromUnderwriting = translation(
  { from: UnderwritingLanguage, sends: [RecordDecision] },
  {
    'lending.DecisionMade.v1': ({ outcome }, { id }) => send(id, RecordDecision({ outcome })),
    'lending.OutcomeConfirmed.v1': ({ outcome }, { id }) => send(id, RecordDecision({ outcome })),
    'lending.PolicyPublished.v1': () => undefined,
  },
)
