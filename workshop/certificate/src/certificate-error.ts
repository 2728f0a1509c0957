const advice = {
  WT_FILE_MISSING: 'Name a file that is there.',
  WT_FILE_TOO_LARGE: 'Name the file that was issued.',
  WT_FILE_EXISTS: 'Name another folder with --out, or remove it yourself.',
  WT_RESULTS_INVALID: 'Let the grader write it again.',
  WT_KEY_READABLE:
    'Whoever read it can sign as you. Make a new key, or, if nobody can have: chmod 600.',
  WT_KEY_INVALID:
    'Name the file of an Ed25519 private key (PKCS#8, PEM), or one that is not there yet.',
  WT_ISSUER_INVALID:
    'Make the profile again: watertight certificate issuer --id ADDRESS --name NAME.',
  WT_NOT_ISSUED: 'Correct what it says, then try again.',
  WT_STATUS_LIST_FULL: 'Begin another list under another address.',
} as const

export type CertificateErrorCode = keyof typeof advice

/** Why a certificate or a list could not be made; tested by its code. What is wrong with a certificate is a `Refusal`. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError'
  readonly code: CertificateErrorCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    code: CertificateErrorCode,
    sentence: string,
    facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${sentence}. ${advice[code]}`)
    this.code = code
    this.facts = facts
  }
}
