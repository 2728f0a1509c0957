const remedies = {
  WT_GATEWAY_TOKEN: 'Give it a token of 16 characters or more, or let it listen on 127.0.0.1.',
  WT_GATEWAY_OPTION: 'Correct the option.',
  WT_GATEWAY_FILES: 'Serve a folder of built pages; large files belong to a server of files.',
} as const

export type GatewayErrorCode = keyof typeof remedies

/** Why a gateway does not start. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: GatewayErrorCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: GatewayErrorCode, what: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(`${code}: ${what}. ${remedies[code]}`)
    this.code = code
    this.facts = facts
  }
}
