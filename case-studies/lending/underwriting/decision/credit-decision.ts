import { aggregate, type DataOf, Money, refuse } from '@watertight/domain'
import { degradedIn, type FactSet, unfit } from '../facts/fact-set.ts'
import { type CompiledPolicy, inForce } from '../policy/compile.ts'
import { contentHash } from '../policy/content-hash.ts'
import type { Reason } from './decide.ts'
import { decisionMade } from './decision-made.ts'
import { currentEngine } from './engine.ts'
import {
  CallOffDecision,
  CaseHandedBack,
  CaseTaken,
  ConfirmOutcome,
  Decide,
  DecisionCalledOff,
  DecisionMade,
  FactsFrozen,
  HandBackCase,
  OutcomeConfirmed,
  OutcomeProposed,
  ProposalReturned,
  ProposeOutcome,
  RequestDecision,
  ReturnProposal,
  TakeCase,
} from './language.ts'

type Made = DataOf<typeof DecisionMade>
type Requested = DataOf<typeof RequestDecision>
type Proposal = DataOf<typeof OutcomeProposed>

type State =
  | { readonly is: 'Nothing' }
  | ({ readonly is: 'Frozen'; readonly hash: string } & Round)
  | ({ readonly is: 'Decided'; readonly made: Made } & Round)
  | ({ readonly is: 'Proposed'; readonly made: Made; readonly proposal: Proposal } & Round)
  | { readonly is: 'Settled' }
  | { readonly is: 'CalledOff' }

interface Round {
  readonly round: number
  readonly facts: FactSet
  readonly takenInBy: string | null
  /** Who works on it. */
  readonly taker: string | undefined
}

/**
 * The decision about an application: on frozen facts, under exactly one version of a policy. What the policy refers, or what
 * a person would decide otherwise, takes a reason, a second person, and the authority for the amount. What was referred for
 * want of sound or whole facts is decided again, in another round, when they are there.
 */
export const CreditDecision = aggregate('CreditDecision', {
  commands: [
    RequestDecision,
    Decide,
    TakeCase,
    HandBackCase,
    ProposeOutcome,
    ConfirmOutcome,
    ReturnProposal,
    CallOffDecision,
  ],
  events: [
    FactsFrozen,
    DecisionMade,
    CaseTaken,
    CaseHandedBack,
    OutcomeProposed,
    ProposalReturned,
    OutcomeConfirmed,
    DecisionCalledOff,
  ],
  initial: (): State => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      RequestDecision: (requested, _, given) => freeze(requested, 0, given),
      CallOffDecision: ({ because }, _, { id }) => DecisionCalledOff({ application: id, because }),
    },
    Frozen: {
      // better facts have come before the others were decided on
      RequestDecision: (requested, { round }, given) => freeze(requested, round, given),
      Decide: ({ policy }, frozen, { id }) => {
        const by = policy as CompiledPolicy
        const day = frozen.facts.applicationCompletedOn?.value ?? ''
        if (!inForce([by.document], day))
          return refuse(
            'PolicyNotInForce',
            `${by.document.key} ${by.document.version} is not in force on ${day}`,
          )
        return (
          decisionMade(id, frozen, by, currentEngine) ??
          refuse('EngineUnknown', `no engine ${currentEngine} here`)
        )
      },
      CallOffDecision: ({ because }, _, { id }) => DecisionCalledOff({ application: id, because }),
    },
    Decided: {
      RequestDecision: decideAgain,
      TakeCase: ({ by }, { made, taker, takenInBy }, { id }) => {
        if (made.outcome !== 'referred')
          return refuse('NotReferred', `${id} is ${made.outcome}: there is nothing to work on`)
        if (by === takenInBy) return refuse('IntakeOfficer', intakeSentence(by))
        if (taker === by) return []
        return taker === undefined
          ? CaseTaken({ application: id, by })
          : refuse('TakenByAnother', `${taker} works on ${id}`)
      },
      HandBackCase: ({ by }, { taker }, { id }) =>
        taker === by
          ? CaseHandedBack({ application: id, by })
          : refuse('NotTaken', `${by} does not work on ${id}`),
      CallOffDecision: ({ because }, { made }, { id }) =>
        made.outcome === 'referred'
          ? DecisionCalledOff({ application: id, because })
          : refuse('AlreadySo', `${id} is ${made.outcome} already; there is nothing to call off`),
      ProposeOutcome: (
        { by, outcome, because, reasons: codes },
        { made, taker, takenInBy },
        { id },
      ) => {
        if (by === takenInBy) return refuse('IntakeOfficer', intakeSentence(by))
        if (taker !== undefined && taker !== by)
          return refuse('TakenByAnother', `${taker} works on ${id}`)
        if (outcome === made.outcome)
          return refuse('AlreadySo', `${id} is ${outcome} already; there is nothing to propose`)
        if (outcome === 'approved') {
          if (made.degraded.length > 0)
            return refuse(
              'FactsDegraded',
              `nothing is approved on degraded data: ${made.degraded.join(', ')}. Decide again on fresh facts, as another round`,
            )
          if (made.missing.length > 0)
            return refuse(
              'FactsMissing',
              `nothing is approved while we do not know: ${made.missing.join(', ')}. Decide again when it is known, as another round`,
            )
        }
        const reasons = made.grounds.filter(({ code }) => codes.includes(code))
        const isReasoned = outcome === 'declined' ? reasons.length > 0 : codes.length === 0
        if (!isReasoned || reasons.length !== new Set(codes).size)
          return refuse('ReasonsUnfit', reasonsSentence(outcome, made.grounds))
        return OutcomeProposed({ application: id, proposer: by, outcome, because, reasons })
      },
    },
    Proposed: {
      RequestDecision: decideAgain,
      ConfirmOutcome: ({ by, grade }, { facts, made, takenInBy, proposal }, { id }) => {
        if (by === takenInBy) return refuse('IntakeOfficer', intakeSentence(by))
        if (by === proposal.proposer)
          return refuse('MakerIsChecker', `${by} proposed this; another person must confirm it`)
        const limit = made.authority.find((one) => one.grade === grade)?.upTo
        const { amount = '0.00' } = facts.loanAmount?.value ?? {}
        if (
          limit === undefined ||
          Money.parse(amount, 'USD').compare(Money.parse(limit, 'USD')) > 0
        )
          return refuse(
            'AuthorityExceeded',
            `the grade ${grade} decides up to ${limit ?? 'nothing'}, and this loan is ${amount} USD; a person of a higher grade must confirm it`,
          )
        const isOverride = made.outcome !== 'referred'
        return OutcomeConfirmed({ ...proposal, application: id, confirmer: by, grade, isOverride })
      },
      ReturnProposal: ({ by, because }, { made, proposal }, { id }) =>
        by === proposal.proposer
          ? refuse('MakerIsChecker', `${by} proposed this; another person looks at it`)
          : ProposalReturned({ application: id, by, because, outcome: made.outcome }),
      CallOffDecision: ({ because }, { made }, { id }) =>
        made.outcome === 'referred'
          ? DecisionCalledOff({ application: id, because })
          : refuse('AlreadySo', `${id} is ${made.outcome} already; there is nothing to call off`),
    },
    // two people were faster
    Settled: { RequestDecision: () => [] },
    CalledOff: {
      CallOffDecision: () => [],
      RequestDecision: (_, __, { id }) =>
        refuse('CalledOff', `nobody asks for ${id} any more; nothing is decided about it`),
    },
  })
  .evolve({
    FactsFrozen: (state, { facts, hash, takenInBy = null, round = 1 }) => ({
      ...{ is: 'Frozen', facts, hash, takenInBy, round },
      // whoever works on it goes on with better facts
      taker: 'taker' in state ? state.taker : undefined,
    }),
    DecisionMade: (state, made) =>
      state.is === 'Frozen'
        ? { ...state, is: 'Decided', made }
        : { ...{ is: 'Decided', made, round: 1 }, facts: {}, takenInBy: null, taker: undefined },
    CaseTaken: (state, { by }) => ('taker' in state ? { ...state, taker: by } : state),
    CaseHandedBack: (state) => ('taker' in state ? { ...state, taker: undefined } : state),
    OutcomeProposed: (state, proposal) =>
      state.is === 'Decided' ? { ...state, is: 'Proposed', proposal } : state,
    ProposalReturned: (state) => {
      if (state.is !== 'Proposed') return state
      const { proposal: _, ...rest } = state
      return { ...rest, is: 'Decided' }
    },
    OutcomeConfirmed: () => ({ is: 'Settled' }),
    DecisionCalledOff: () => ({ is: 'CalledOff' }),
  })

interface Given {
  readonly now: Date
  readonly id: string
}

/** Freezes the facts of the round after `before`; one that was asked for already is left as it is. */
function freeze(
  { applicants, facts: given, takenInBy = null, round }: Requested,
  before: number,
  { now, id }: Given,
) {
  if (round <= before) return []
  if (round > before + 1)
    return refuse('RoundUnknown', `${id} has had ${before} rounds; the next is ${before + 1}`)
  const people = new Set(applicants.map((one) => one.id))
  if (people.size < applicants.length)
    return refuse(
      'ApplicantTwice',
      'the same applicant is named twice in one application; name each person once',
    )
  if (applicants.filter(({ role }) => role === 'primary').length !== 1)
    return refuse('PrimaryApplicant', 'one applicant is the primary one: notices go to that person')
  if (given.applicationCompletedOn === undefined)
    return refuse(
      'ApplicationIncomplete',
      'applicationCompletedOn is not there: it selects the policy and starts the clock',
    )
  const facts = dated(given, now)
  const wrong = unfit(facts)
  if (wrong) return wrong
  return FactsFrozen({
    ...{ application: id, applicants, facts, hash: contentHash(facts) },
    ...(takenInBy !== null && { takenInBy }),
    ...(round > 1 && { round }),
  })
}

/** Another round of what was referred, on facts that are better than those before. */
function decideAgain(
  requested: Requested,
  { round, made }: { readonly round: number; readonly made: Made },
  given: Given,
) {
  if (requested.round <= round) return []
  if (made.outcome !== 'referred')
    return refuse('NotReferred', `${given.id} is ${made.outcome} already, and decided once`)
  if (made.degraded.length === 0 && made.missing.length === 0)
    return refuse(
      'FactsStand',
      `${given.id} was referred on facts that are sound and whole; other facts are another application`,
    )
  const degraded = degradedIn(requested.facts)
  if (degraded.length > 0)
    return refuse(
      'FactsDegraded',
      `another round takes facts that are sound, and these are degraded: ${degraded.join(', ')}`,
    )
  return freeze(requested, round, given)
}

const intakeSentence = (by: string) => `${by} took this application in; others decide about it`

/** The day of the decision is a fact like others; where nobody says it, it is today. */
function dated(facts: FactSet, now: Date): FactSet {
  if (facts.actionTakenOn) return facts
  const at = now.toISOString()
  return { ...facts, actionTakenOn: { value: at.slice(0, 10), source: 'clock', at } }
}

const reasonsSentence = (outcome: string, grounds: readonly Reason[]) =>
  outcome === 'approved'
    ? 'an approval has no reasons of a decline'
    : grounds.length === 0
      ? 'no rule failed for which anybody may be refused; decide again on other facts, as another round'
      : `a decline has one to four of the reasons of rules that failed: ${grounds.map(({ code }) => code).join(', ')}`
