/** What is counted about one endpoint for outlier detection. */
export class EndpointHealth {
  readonly key: string
  consecutive5xx = 0
  consecutiveGateway = 0
  consecutiveLocalOrigin = 0
  /** Answers since the last check. */
  answers = 0
  successes = 0
  /** The next ejection lasts so many times the base: up with each ejection, down with each check that finds it healthy. */
  multiplier = 0
  /** In all. */
  ejections = 0
  ejectedAt: number | undefined

  constructor(key: string) {
    this.key = key
  }

  get isEjected(): boolean {
    return this.ejectedAt !== undefined
  }

  /** Forgets failures in a row: none of the detectors is left close to its threshold. */
  clear(): void {
    this.consecutive5xx = this.consecutiveGateway = this.consecutiveLocalOrigin = 0
  }
}
