/** Who may do what, where tokens are asked for: the roles of a token, by command. */
export const roles = {
  AcceptOffer: ['desk'],
  BoardLoan: ['servicer'],
  ReceivePayment: ['servicer', 'service'],
  ReturnPayment: ['servicer', 'service'],
  read: ['desk', 'servicer', 'auditor'],
  feed: ['service'],
  status: ['operator'],
} as const
