import { projection } from '@watertight/domain'
import {
  DecisionMade,
  FactsFrozen,
  OutcomeConfirmed,
  OutcomeProposed,
  ProposalReturned,
} from './decision/language.ts'
import { PolicyPublished } from './policy/language.ts'

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
  hears: [FactsFrozen, DecisionMade],
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
})

/** Every decision, as a list for people; an officer's queue is what of it is referred or proposed. */
export const Decisions = projection('Decisions', {
  hears: [DecisionMade, OutcomeProposed, ProposalReturned, OutcomeConfirmed],
  columns: {
    application: 'text',
    /** What the policy said. */
    outcome: 'text',
    /** Decided, referred, proposed or settled. */
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
    { application, outcome, policy: { version }, reasons, referrals, noticeDueOn },
    { position },
    rows,
  ) =>
    rows.put({
      ...{ application, outcome, version, noticeDueOn },
      state: outcome === 'referred' ? 'referred' : 'decided',
      settled: null,
      reasons: [...reasons.map(({ code }) => code), ...referrals].join(', '),
      since: position,
    }),
  OutcomeProposed: ({ application }, _, rows) => rows.patch({ application }, { state: 'proposed' }),
  ProposalReturned: ({ application }, _, rows) =>
    rows.patch({ application }, { state: 'referred' }),
  OutcomeConfirmed: ({ application, outcome }, _, rows) =>
    rows.patch({ application }, { state: 'settled', settled: outcome }),
})
