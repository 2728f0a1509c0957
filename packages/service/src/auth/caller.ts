/** Who asks, as the token says. */
export interface Caller {
  readonly subject: string
  readonly roles: readonly string[]
}
