const told = ['service'] as const

/** Who may do what, where tokens are asked for. Officers are not among those who may read: protected attributes are here. */
export const roles = {
  RecordMonitoring: ['desk'],
  NoteReceipt: told,
  NoteAsking: told,
  NoteCompletion: told,
  NoteClosing: told,
  NoteWithdrawal: told,
  NoteStop: told,
  PlaceHold: ['compliance'],
  LiftHold: ['compliance'],
  read: ['compliance', 'auditor'],
  feed: ['service'],
  status: ['operator'],
} as const
