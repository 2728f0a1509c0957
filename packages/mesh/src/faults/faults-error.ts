export type FaultsErrorCode =
  /** The file is not right. */
  | 'WT_FAULTS_FILE'
  /** The system, or a service of it, is not there. */
  | 'WT_FAULTS_SYSTEM'
  /** A service does not let faults in. */
  | 'WT_FAULTS_REFUSED'

/** Faults that cannot be applied. The message says what to do. */
export class FaultsError extends Error {
  override readonly name = 'FaultsError'
  readonly code: FaultsErrorCode
  readonly facts: object

  constructor(code: FaultsErrorCode, sentence: string, facts: object = {}) {
    super(`${code}: ${sentence}`)
    this.code = code
    this.facts = facts
  }
}
