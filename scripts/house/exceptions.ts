/** A module let through the ports rule for the doors it names, and why. */
export interface Exception {
  readonly file: string
  readonly doors: readonly string[]
  readonly because: string
}

/** The only modules outside `packages/ports` that may reach outside by themselves. An entry that is no longer needed fails the check. */
export const exceptions: readonly Exception[] = []
