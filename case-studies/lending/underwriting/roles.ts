const officers = ['officer', 'senior', 'committee'] as const

/** Who may do what, where tokens are asked for: the roles of a token, by command. A grade of the policy's authority is a role of that name. */
export const roles = {
  RequestDecision: ['service'],
  CallOffDecision: ['service'],
  TakeCase: officers,
  HandBackCase: officers,
  ProposeOutcome: officers,
  ConfirmOutcome: officers,
  ReturnProposal: officers,
  DraftPolicy: ['policy-author'],
  PublishPolicy: ['policy-approver'],
  read: [...officers, 'policy-author', 'policy-approver', 'auditor'],
  feed: ['service'],
  status: ['operator'],
} as const

/** What a command says of its sender is the token's: whoever proposes cannot confirm as somebody else, nor with a grade that is not theirs. */
export const senders = {
  TakeCase: { by: 'subject' },
  HandBackCase: { by: 'subject' },
  ProposeOutcome: { by: 'subject' },
  ConfirmOutcome: { by: 'subject', grade: 'role' },
  ReturnProposal: { by: 'subject' },
  DraftPolicy: { by: 'subject' },
  PublishPolicy: { by: 'subject' },
} as const
