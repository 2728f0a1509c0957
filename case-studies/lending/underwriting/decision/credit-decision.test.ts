import { type DataOf, scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { homeLoans } from '../policies/home-loans.ts'
import { contentHash } from '../policy/content-hash.ts'
import { compiled, factsOf, usd } from '../test-kit/applications.ts'
import { CreditDecision } from './credit-decision.ts'
import { decisionMade } from './decision-made.ts'
import {
  ConfirmOutcome,
  Decide,
  type DecisionMade,
  FactsFrozen,
  OutcomeConfirmed,
  OutcomeProposed,
  ProposalReturned,
  ProposeOutcome,
  RequestDecision,
  ReturnProposal,
} from './language.ts'

const policy = compiled(homeLoans(2025))
const about = { id: 'app-7' }
const applicants = [{ id: 'applicant-1', role: 'primary' as const }]
const frozen = (facts = factsOf()) =>
  FactsFrozen({ application: 'app-7', applicants, facts, hash: contentHash(facts) })
const made = (facts = factsOf()) => {
  const event = decisionMade('app-7', { facts, hash: contentHash(facts) }, policy, '1')
  if (!event) throw new Error('not decided')
  return event as { type: 'DecisionMade'; data: DataOf<typeof DecisionMade> }
}
const because = 'the employer confirmed it by letter'
const after = (others?: Parameters<typeof factsOf>[0]) =>
  scenario(CreditDecision).given(frozen(factsOf(others)), made(factsOf(others)))
const propose = (outcome: 'approved' | 'declined', reasons: string[] = [], by = 'ana') =>
  ProposeOutcome({ by, outcome, because, reasons })

describe('a credit decision', () => {
  it('freezes the facts it is made on, with their hash', () =>
    scenario(CreditDecision)
      .given()
      .when(RequestDecision({ applicants, facts: factsOf() }), about)
      .then(frozen()))

  it('adds the day of the decision where nobody says it', () => {
    const { actionTakenOn: _, ...facts } = factsOf()
    const command = RequestDecision({ applicants, facts })
    const events = CreditDecision.decide({ is: 'Nothing' }, command, {
      now: new Date('2025-03-20T10:00:00Z'),
      ...about,
    })
    expect(events).toMatchObject([
      { data: { facts: { actionTakenOn: { value: '2025-03-20', source: 'clock' } } } },
    ])
  })

  const request = (
    facts = factsOf(),
    people: DataOf<typeof RequestDecision>['applicants'] = applicants,
  ) =>
    scenario(CreditDecision)
      .given()
      .when(RequestDecision({ applicants: people, facts }), about)

  it('refuses an application that cannot be right', () => {
    request(factsOf(), [...applicants, { id: 'applicant-1', role: 'joint' }]).thenRefused(
      'ApplicantTwice',
    )
    request(factsOf(), [{ id: 'applicant-1', role: 'joint' }]).thenRefused('PrimaryApplicant')
    request(factsOf({ applicationCompletedOn: undefined })).thenRefused('ApplicationIncomplete')
    request(factsOf({ monthlyIncome: usd('-1.00') })).thenRefused('AmountNegative')
    request(factsOf({ monthlyIncome: { amount: '1.00', currency: 'EUR' } })).thenRefused(
      'CurrenciesMixed',
    )
    request(factsOf({ consummationOn: '2024-01-01' })).thenRefused('DatesOutOfOrder')
  })

  it('does not begin with facts whose shape is wrong', () => {
    const facts = { ...factsOf(), race: { value: 'x', source: 'form', at: '2025-01-01T00:00:00Z' } }
    expect(() => RequestDecision({ applicants, facts } as never)).toThrow('race')
    expect(() =>
      RequestDecision({ applicants, facts: factsOf({ product: 'yacht' as never }) }),
    ).toThrow('product')
  })

  it('is made once, under the policy in force, whose hash it records', () => {
    scenario(CreditDecision).given(frozen()).when(Decide({ policy }), about).then(made())
    expect(made().data.policy).toEqual({ key: 'home-loans', version: '2025', hash: policy.hash })
    after().when(Decide({ policy }), about).thenRefused('NotPossibleNow')
    scenario(CreditDecision)
      .given(frozen())
      .when(Decide({ policy: compiled(homeLoans(2026)) }), about)
      .thenRefused('PolicyNotInForce')
  })

  it('takes no policy that was not compiled', () =>
    expect(() => Decide({ policy: { ...policy } })).toThrow('compiled policy'))

  it('has a notice due thirty days after the application was complete', () =>
    expect(made().data).toMatchObject({ completedOn: '2025-03-03', noticeDueOn: '2025-04-02' }))
})

describe('a person', () => {
  const referred = { creditScore: 590 }
  const proposal = {
    application: 'app-7',
    proposer: 'ana',
    outcome: 'approved' as const,
    because,
    reasons: [],
  }

  it('decides what was referred, with another person', () => {
    after(referred).when(propose('approved'), about).then(OutcomeProposed(proposal))
    const proposed = scenario(CreditDecision).given(
      frozen(factsOf(referred)),
      made(factsOf(referred)),
      OutcomeProposed(proposal),
    )
    proposed
      .when(ConfirmOutcome({ by: 'ana', grade: 'committee' }), about)
      .thenRefused('MakerIsChecker')
    proposed.when(ReturnProposal({ by: 'ana', because }), about).thenRefused('MakerIsChecker')
    proposed
      .when(ConfirmOutcome({ by: 'ben', grade: 'officer' }), about)
      .thenRefused('AuthorityExceeded')
    proposed
      .when(ConfirmOutcome({ by: 'ben', grade: 'king' }), about)
      .thenRefused('AuthorityExceeded')
    proposed
      .when(ConfirmOutcome({ by: 'ben', grade: 'senior' }), about)
      .then(OutcomeConfirmed({ ...proposal, confirmer: 'ben', grade: 'senior', isOverride: false }))
    proposed
      .when(ReturnProposal({ by: 'ben', because }), about)
      .then(ProposalReturned({ application: 'app-7', by: 'ben', because }))
  })

  it('overrides a policy with a reason of its own, never with none', () => {
    const declined = { latePayments: 4 }
    after(declined).when(propose('approved'), about).then(OutcomeProposed(proposal))
    expect(() => ProposeOutcome({ by: 'ana', outcome: 'approved', because: '  short  ' })).toThrow(
      'because',
    )
    scenario(CreditDecision)
      .given(frozen(factsOf(declined)), made(factsOf(declined)), OutcomeProposed(proposal))
      .when(ConfirmOutcome({ by: 'ben', grade: 'senior' }), about)
      .then(OutcomeConfirmed({ ...proposal, confirmer: 'ben', grade: 'senior', isOverride: true }))
  })

  it('declines for reasons of rules that failed, and no others', () => {
    const big = {
      loanAmount: usd('900000.00'),
      propertyValue: usd('2000000.00'),
      monthlyIncome: usd('40000.00'),
    }
    const amount = { code: 'amount-review', text: 'Amount of credit requested', hmda: 9 }
    after(big)
      .when(propose('declined', ['amount-review']), about)
      .then(OutcomeProposed({ ...proposal, outcome: 'declined', reasons: [amount] }))
    after(big)
      .when(propose('declined', ['bankruptcy']), about)
      .thenRefused('ReasonsUnfit')
    after(big).when(propose('declined', []), about).thenRefused('ReasonsUnfit')
    after(big)
      .when(propose('approved', ['amount-review']), about)
      .thenRefused('ReasonsUnfit')
    // a score tells a person to look, and nobody why not
    after(referred)
      .when(propose('declined', ['score-review']), about)
      .thenRefused('ReasonsUnfit')
  })

  it('approves nothing on degraded or missing data, and nothing twice', () => {
    const { creditScore, ...rest } = factsOf()
    if (!creditScore) throw new Error('no score')
    const degraded = { ...rest, creditScore: { ...creditScore, isDegraded: true as const } }
    scenario(CreditDecision)
      .given(frozen(degraded), made(degraded))
      .when(propose('approved'), about)
      .thenRefused('FactsDegraded')
    after({ reserves: undefined }).when(propose('approved'), about).thenRefused('FactsMissing')
    after().when(propose('approved'), about).thenRefused('AlreadySo')
  })

  it('settles it once', () =>
    scenario(CreditDecision)
      .given(
        frozen(),
        made(),
        OutcomeConfirmed({ ...proposal, confirmer: 'ben', grade: 'senior', isOverride: true }),
      )
      .when(propose('approved'), about)
      .thenRefused('NotPossibleNow'))
})
