import { type DataOf, scenario } from '@watertight/domain'
import { describe, it } from 'vitest'
import { homeLoans } from '../policies/home-loans.ts'
import { contentHash } from '../policy/content-hash.ts'
import { Cases, Undecided } from '../read-models.ts'
import { compiled, factsOf } from '../test-kit/applications.ts'
import { CreditDecision } from './credit-decision.ts'
import { decisionMade } from './decision-made.ts'
import {
  CallOffDecision,
  CaseHandedBack,
  CaseTaken,
  ConfirmOutcome,
  DecisionCalledOff,
  type DecisionMade,
  FactsFrozen,
  HandBackCase,
  OutcomeConfirmed,
  OutcomeProposed,
  ProposalReturned,
  ProposeOutcome,
  RequestDecision,
  TakeCase,
} from './language.ts'

const policy = compiled(homeLoans(2025))
const about = { id: 'app-7' }
const its = { application: 'app-7' }
const applicants = [{ id: 'applicant-1', role: 'primary' as const }]
const because = 'the employer confirmed it by letter'
const referred = factsOf({ creditScore: 590 })

const frozen = (facts = referred, takenInBy?: string) =>
  FactsFrozen({
    ...{ ...its, applicants, facts, hash: contentHash(facts) },
    ...(takenInBy && { takenInBy }),
  })
const made = (facts = referred) => {
  const event = decisionMade('app-7', { facts, hash: contentHash(facts) }, policy, '1')
  if (!event) throw new Error('not decided')
  return event as { type: 'DecisionMade'; data: DataOf<typeof DecisionMade> }
}
const taken = CaseTaken({ ...its, by: 'ana' })
const handedBack = CaseHandedBack({ ...its, by: 'ana' })
const propose = (by: string) => ProposeOutcome({ by, outcome: 'approved', because })
const proposal = { ...its, proposer: 'ana', outcome: 'approved' as const, because, reasons: [] }
const proposed = OutcomeProposed(proposal)
const calledOff = DecisionCalledOff({ ...its, because: 'another house was found' })
const callOff = CallOffDecision({ because: 'another house was found' })
const when = scenario(CreditDecision)

describe('case work', () => {
  const waiting = when.given(frozen(), made())
  const inHand = when.given(frozen(), made(), taken)

  it('is one officer, who takes a case and hands it back', () => {
    waiting.when(TakeCase({ by: 'ana' }), about).then(taken)
    inHand.when(TakeCase({ by: 'ana' }), about).then()
    inHand.when(TakeCase({ by: 'ben' }), about).thenRefused('TakenByAnother')
    inHand.when(HandBackCase({ by: 'ben' }), about).thenRefused('NotTaken')
    inHand.when(HandBackCase({ by: 'ana' }), about).then(handedBack)
    when
      .given(frozen(), made(), taken, handedBack)
      .when(TakeCase({ by: 'ben' }), about)
      .then(CaseTaken({ ...its, by: 'ben' }))
  })

  it('takes only what was referred', () =>
    when
      .given(frozen(factsOf()), made(factsOf()))
      .when(TakeCase({ by: 'ana' }), about)
      .thenRefused('NotReferred'))

  it('proposes by whoever took the case, where somebody did', () => {
    waiting.when(propose('ana'), about).then(proposed)
    inHand.when(propose('ana'), about).then(proposed)
    inHand.when(propose('ben'), about).thenRefused('TakenByAnother')
    when
      .given(frozen(), made(), taken, proposed, ProposalReturned({ ...its, by: 'ben', because }))
      .when(propose('ben'), about)
      .thenRefused('TakenByAnother')
  })

  it('is nothing for whoever took the application in', () => {
    const by = 'ana'
    const own = frozen(referred, by)
    when
      .given()
      .when(RequestDecision({ applicants, facts: referred, takenInBy: by }), about)
      .then(own)
    when.given(own, made()).when(TakeCase({ by }), about).thenRefused('IntakeOfficer')
    when.given(own, made()).when(propose(by), about).thenRefused('IntakeOfficer')
    const other = OutcomeProposed({ ...proposal, proposer: 'ben' })
    when
      .given(own, made(), other)
      .when(ConfirmOutcome({ by, grade: 'committee' }), about)
      .thenRefused('IntakeOfficer')
  })
})

describe('a decision that nobody asks for any more', () => {
  it('is called off wherever it is, until it is there', () => {
    for (const events of [[], [frozen()], [frozen(), made()], [frozen(), made(), proposed]])
      when
        .given(...events)
        .when(callOff, about)
        .then(calledOff)
    when.given(frozen(factsOf()), made(factsOf())).when(callOff, about).thenRefused('AlreadySo')
    when.given(calledOff).when(callOff, about).then()
  })

  it('is not made after all', () => {
    when
      .given(calledOff)
      .when(RequestDecision({ applicants, facts: referred }), about)
      .thenRefused('CalledOff')
    when
      .given(frozen(), made(), calledOff)
      .when(propose('ana'), about)
      .thenRefused('NotPossibleNow')
  })

  it('is on no list', () => {
    scenario(Undecided).given(frozen(), calledOff).then()
    scenario(Cases)
      .given(frozen(), made(), calledOff)
      .then(row({ state: 'called-off' }))
  })
})

const row = (others: object) => ({
  ...{ ...its, outcome: 'referred', product: 'purchase', loanAmount: '300000.00' },
  ...{
    state: 'referred',
    referrals: 'score-review',
    noticeDueOn: '2025-04-02',
    round: 1,
    since: 1,
  },
  ...{ taker: null, proposer: null, proposed: null },
  ...others,
})

it('the list of cases tells who works on what', () => {
  const cases = scenario(Cases)
  cases.given(frozen(), made()).then(row({}))
  cases.given(frozen(), made(), taken).then(row({ taker: 'ana' }))
  cases.given(frozen(), made(), taken, handedBack).then(row({}))
  const waiting = { state: 'proposed', proposer: 'ana', proposed: 'approved' }
  cases.given(frozen(), made(), taken, proposed).then(row({ taker: 'ana', ...waiting }))
  const returned = ProposalReturned({ ...its, by: 'ben', because })
  cases.given(frozen(), made(), proposed, returned).then(row({}))
  // what the policy had declined is declined again, and waits for nobody
  const late = factsOf({ latePayments: 4 })
  const declined = { state: 'decided', outcome: 'declined', referrals: '' }
  cases
    .given(
      frozen(late),
      made(late),
      proposed,
      ProposalReturned({ ...returned.data, outcome: 'declined' }),
    )
    .then(row(declined))
  const confirmed = { ...proposal, confirmer: 'ben', grade: 'senior', isOverride: false }
  cases
    .given(frozen(), made(), proposed, OutcomeConfirmed(confirmed))
    .then(row({ ...waiting, state: 'settled' }))
  cases
    .given(frozen(factsOf()), made(factsOf()))
    .then(row({ state: 'decided', outcome: 'approved', referrals: '' }))
})
