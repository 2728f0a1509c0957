import { type DataOf, scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { homeLoans } from '../policies/home-loans.ts'
import { contentHash } from '../policy/content-hash.ts'
import { compiled, factsOf, usd } from '../test-kit/applications.ts'
import { CreditDecision } from './credit-decision.ts'
import { decisionMade } from './decision-made.ts'
import {
  CaseTaken,
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

describe('another round', () => {
  const sound = factsOf()
  const { creditScore: score, ...others } = sound
  if (!score) throw new Error('no score')
  const degraded = { ...others, creditScore: { ...score, isDegraded: true as const } }
  const referred = scenario(CreditDecision).given(frozen(degraded), made(degraded))
  const again = RequestDecision({ round: 2, applicants, facts: sound })
  const second = FactsFrozen({ ...frozen(sound).data, round: 2 })
  const madeAgain = decisionMade('app-7', second.data, policy, '1')
  if (!madeAgain) throw new Error('not decided')

  it('decides what was referred on degraded facts again on sound ones, frozen and hashed anew', () => {
    referred.when(again, about).then(second)
    expect(second.data.hash).not.toBe(frozen(degraded).data.hash)
    scenario(CreditDecision)
      .given(frozen(degraded), made(degraded), second)
      .when(Decide({ policy }), about)
      .then(madeAgain)
    expect(made(degraded).data.outcome).toBe('referred')
    expect(madeAgain.data).toMatchObject({ round: 2, outcome: 'approved' })
  })

  it('takes the day of the decision anew, and so the versions that it selects', () => {
    const { actionTakenOn: _, ...undated } = sound
    const command = RequestDecision({ round: 2, applicants, facts: undated })
    const at = '2025-03-28T10:00:00.000Z'
    const facts = { ...undated, actionTakenOn: { value: '2025-03-28', source: 'clock', at } }
    referred
      .when(command, { ...about, now: new Date(at) })
      .then(FactsFrozen({ ...second.data, facts, hash: contentHash(facts) }))
  })

  it('ends what was proposed on the facts before, and whoever works on it goes on', () => {
    const taken = CaseTaken({ application: 'app-7', by: 'ana' })
    const proposed = OutcomeProposed({
      ...{ application: 'app-7', proposer: 'ana', outcome: 'declined', because, reasons: [] },
    })
    const history = [frozen(degraded), made(degraded), taken, proposed] as const
    scenario(CreditDecision)
      .given(...history)
      .when(again, about)
      .then(second)
    const poor = FactsFrozen({ ...frozen(factsOf({ creditScore: 590 })).data, round: 2 })
    const stillReferred = decisionMade('app-7', poor.data, policy, '1')
    if (!stillReferred) throw new Error('not decided')
    const after = scenario(CreditDecision).given(...history, poor, stillReferred)
    after.when(ConfirmOutcome({ by: 'ben', grade: 'senior' }), about).thenRefused('NotPossibleNow')
    after.when(propose('approved', [], 'ben'), about).thenRefused('TakenByAnother')
    const reasons: never[] = []
    after.when(propose('approved'), about).then(
      OutcomeProposed({
        ...{ application: 'app-7', proposer: 'ana', outcome: 'approved', because, reasons },
      }),
    )
  })

  it('is asked for once, in its turn, on facts that are better, and of a referral alone', () => {
    const round = (of: number, facts = sound) => RequestDecision({ round: of, applicants, facts })
    referred.when(round(1), about).then()
    referred.when(round(3), about).thenRefused('RoundUnknown')
    referred.when(round(2, degraded), about).thenRefused('FactsDegraded')
    scenario(CreditDecision)
      .given(frozen(degraded), made(degraded), second)
      .when(again, about)
      .then()
    after().when(again, about).thenRefused('NotReferred')
    after({ creditScore: 590 }).when(again, about).thenRefused('FactsStand')
    after({ reserves: undefined }).when(again, about).then(second)
  })

  it('comes too late when two people have decided', () =>
    scenario(CreditDecision)
      .given(
        frozen(degraded),
        made(degraded),
        OutcomeConfirmed({
          ...{ application: 'app-7', proposer: 'ana', outcome: 'declined', because, reasons: [] },
          ...{ confirmer: 'ben', grade: 'senior', isOverride: false },
        }),
      )
      .when(again, about)
      .then())
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
      .then(ProposalReturned({ application: 'app-7', by: 'ben', because, outcome: 'referred' }))
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
