import {
  aggregate,
  boundedContext,
  command,
  event,
  publish,
  publishedLanguage,
} from '@watertight/domain'
import { z } from 'zod'
import {
  DecisionMadeV1,
  OutcomeConfirmedV1,
  PolicyPublishedV1,
} from '../../underwriting/published.ts'

/** Underwriting as its listeners see it: it says what it is told to say. */
const SayDecision = command('SayDecision', { said: z.json() })
const SayOutcome = command('SayOutcome', { said: z.json() })
const SayPolicy = command('SayPolicy', { said: z.json() })
const DecisionSaid = event('DecisionSaid', { said: z.json() })
const OutcomeSaid = event('OutcomeSaid', { said: z.json() })
const PolicySaid = event('PolicySaid', { said: z.json() })

const Saying = aggregate('Saying', {
  commands: [SayDecision, SayOutcome, SayPolicy],
  events: [DecisionSaid, OutcomeSaid, PolicySaid],
  initial: () => ({ is: 'Saying' }) as const,
})
  .decide({
    Saying: {
      SayDecision: (data) => DecisionSaid(data),
      SayOutcome: (data) => OutcomeSaid(data),
      SayPolicy: (data) => PolicySaid(data),
    },
  })
  .evolve({
    DecisionSaid: (state) => state,
    OutcomeSaid: (state) => state,
    PolicySaid: (state) => state,
  })

export const Deciders = boundedContext('underwriting', {
  purpose: 'Says what it is told to say.',
  owns: [Saying],
  accepts: [SayDecision, SayOutcome, SayPolicy],
  speaks: publishedLanguage('underwriting', [
    DecisionMadeV1,
    OutcomeConfirmedV1,
    PolicyPublishedV1,
  ]),
  publishes: [
    publish(DecisionMadeV1, DecisionSaid, ({ said }) => said as never),
    publish(OutcomeConfirmedV1, OutcomeSaid, ({ said }) => said as never),
    publish(PolicyPublishedV1, PolicySaid, ({ said }) => said as never),
  ],
})
