import { projection } from '@watertight/domain'
import {
  CaseHandedBack,
  CaseTaken,
  DecisionCalledOff,
  DecisionMade,
  FactsFrozen,
  OutcomeConfirmed,
  OutcomeProposed,
  ProposalReturned,
} from './decision/language.ts'
import { PolicyPublished } from './policy/language.ts'

/** Where a decision of the policy leaves an application. */
const stateOf = (outcome = 'referred') => (outcome === 'referred' ? 'referred' : 'decided')

/** The published versions of every policy, and the days they are in force. */
export const PolicyVersions = projection('PolicyVersions', {
  hears: [PolicyPublished],
  columns: {
    policy: 'text',
    version: 'text',
    hash: 'text',
    from: 'text?',
    until: 'text?',
    author: 'text',
    approver: 'text',
  },
  key: ['policy', 'version'],
}).on({
  PolicyPublished: ({ key, version, hash, document, author, approver }, _, rows) =>
    rows.put({
      ...{ policy: key, version, hash, author, approver },
      from: document.from ?? null,
      until: document.until ?? null,
    }),
})

/** Applications whose facts are frozen and that nobody has decided about. */
export const Undecided = projection('Undecided', {
  hears: [FactsFrozen, DecisionMade, DecisionCalledOff],
  columns: { application: 'text', completedOn: 'text', since: 'integer' },
  key: ['application'],
  indexes: [['since']],
}).on({
  FactsFrozen: ({ application, facts }, { position }, rows) =>
    rows.put({
      application,
      completedOn: facts.applicationCompletedOn?.value ?? '',
      since: position,
    }),
  DecisionMade: ({ application }, _, rows) => rows.remove({ application }),
  DecisionCalledOff: ({ application }, _, rows) => rows.remove({ application }),
})

/** Every decision, as a list for people. */
export const Decisions = projection('Decisions', {
  hears: [DecisionMade, OutcomeProposed, ProposalReturned, OutcomeConfirmed, DecisionCalledOff],
  columns: {
    application: 'text',
    /** What the policy said. */
    outcome: 'text',
    round: 'integer',
    /** Decided, referred, proposed, settled or called off. */
    state: 'text',
    /** What two people decided, where they did. */
    settled: 'text?',
    version: 'text',
    reasons: 'text',
    noticeDueOn: 'text',
    since: 'integer',
  },
  key: ['application'],
  indexes: [['since'], ['state', 'since']],
}).on({
  DecisionMade: (
    { application, outcome, policy: { version }, reasons, referrals, noticeDueOn, round = 1 },
    { position },
    rows,
  ) =>
    rows.put({
      ...{ application, outcome, version, noticeDueOn, round },
      state: stateOf(outcome),
      settled: null,
      reasons: [...reasons.map(({ code }) => code), ...referrals].join(', '),
      since: position,
    }),
  OutcomeProposed: ({ application }, _, rows) => rows.patch({ application }, { state: 'proposed' }),
  ProposalReturned: ({ application, outcome }, _, rows) =>
    rows.patch({ application }, { state: stateOf(outcome) }),
  OutcomeConfirmed: ({ application, outcome }, _, rows) =>
    rows.patch({ application }, { state: 'settled', settled: outcome }),
  DecisionCalledOff: ({ application }, _, rows) =>
    rows.patch({ application }, { state: 'called-off' }),
})

/** What officers work on: an officer's queue is what of it is referred or proposed. */
export const Cases = projection('Cases', {
  hears: [
    FactsFrozen,
    DecisionMade,
    CaseTaken,
    CaseHandedBack,
    OutcomeProposed,
    ProposalReturned,
    OutcomeConfirmed,
    DecisionCalledOff,
  ],
  columns: {
    application: 'text',
    /** Frozen, decided, referred, proposed, settled or called off. */
    state: 'text',
    /** What the policy said; empty before. */
    outcome: 'text',
    /** After the first: on better facts. */
    round: 'integer',
    product: 'text',
    loanAmount: 'text',
    /** Why a person must look. */
    referrals: 'text',
    taker: 'text?',
    proposer: 'text?',
    proposed: 'text?',
    noticeDueOn: 'text',
    since: 'integer',
  },
  key: ['application'],
  indexes: [['state', 'noticeDueOn']],
}).on({
  FactsFrozen: ({ application, facts, round = 1 }, { position }, rows) => {
    const anew = { state: 'frozen', round, proposer: null, proposed: null }
    const blank = { outcome: '', referrals: '', noticeDueOn: '', taker: null, since: position }
    const product = facts.product?.value ?? ''
    const loanAmount = facts.loanAmount?.value.amount ?? ''
    // of a later round: whoever works on it goes on
    return rows.put({ application, product, loanAmount, ...blank, ...anew }, anew)
  },
  DecisionMade: ({ application, outcome, referrals, noticeDueOn }, _, rows) =>
    rows.patch(
      { application },
      {
        ...{ outcome, noticeDueOn, referrals: referrals.join(', ') },
        state: stateOf(outcome),
      },
    ),
  CaseTaken: ({ application, by }, _, rows) => rows.patch({ application }, { taker: by }),
  CaseHandedBack: ({ application }, _, rows) => rows.patch({ application }, { taker: null }),
  OutcomeProposed: ({ application, proposer, outcome }, _, rows) =>
    rows.patch({ application }, { state: 'proposed', proposer, proposed: outcome }),
  ProposalReturned: ({ application, outcome }, _, rows) =>
    rows.patch({ application }, { state: stateOf(outcome), proposer: null, proposed: null }),
  OutcomeConfirmed: ({ application }, _, rows) => rows.patch({ application }, { state: 'settled' }),
  DecisionCalledOff: ({ application }, _, rows) =>
    rows.patch({ application }, { state: 'called-off' }),
})
