export interface SandboxLimits {
  /** For one run of a scenario, of a few milliseconds in virtual time; the machine may have other things to do. */
  readonly silentMs: number
  readonly totalMs: number
  /** For one run with processes and real time, which takes seconds. */
  readonly realMs: number
  /** Of the whole process, of which Node takes 100. */
  readonly memoryMb: number
}

export const sandboxLimits: SandboxLimits = Object.freeze({
  silentMs: 20_000,
  totalMs: 240_000,
  realMs: 60_000,
  memoryMb: 512,
})
