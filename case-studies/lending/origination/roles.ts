const officers = ['officer', 'senior', 'committee'] as const
const intake = ['desk', ...officers] as const

/** Who may do what, where tokens are asked for: the roles of a token, by command. The desk is what applicants write to. */
export const roles = {
  SubmitApplication: intake,
  ProvideItems: intake,
  WithdrawApplication: intake,
  JudgeMatch: ['screening'],
  ConfirmJudgement: ['screening'],
  ReturnJudgement: ['screening'],
  read: [...intake, 'screening', 'auditor'],
  feed: ['service'],
  status: ['operator'],
} as const

/** What a command says of its sender is the token's: whoever judges a match cannot confirm it as somebody else, and whoever takes an application in is known. */
export const senders = {
  SubmitApplication: { takenInBy: 'subject' },
  JudgeMatch: { by: 'subject' },
  ConfirmJudgement: { by: 'subject' },
  ReturnJudgement: { by: 'subject' },
} as const
