/** What can keep a service from starting, and what to do then. */
const advice = {
  WT_AUTH_MISSING:
    'Give `auth`, or listen on 127.0.0.1 behind something that knows who its callers are',
  WT_OPTION_INVALID: 'Correct the option',
  WT_ROLES_INVALID: 'Name every accepted command, read, feed and status once, each with its roles',
} as const

export type ServiceErrorCode = keyof typeof advice

/** Why a service was not started. Test `code`; `facts` are the values in question. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ServiceErrorCode
  readonly facts: { readonly [name: string]: unknown }

  constructor(
    code: ServiceErrorCode,
    sentence: string,
    facts: { readonly [name: string]: unknown } = {},
  ) {
    super(`${code}: ${sentence}. ${advice[code]}.`)
    this.code = code
    this.facts = facts
  }
}
