import type { Ports } from '@watertight/ports'

// the command line knows the rooms, not the other way round: what a command needs of it is written down here

export interface Output {
  write(text: string): void
  line(text: string): void
  readonly isTerminal: boolean
  readonly columns: number
}

export interface Context {
  readonly args: readonly string[]
  readonly json: boolean
  readonly signal: AbortSignal
  readonly ports: Pick<Ports, 'clock' | 'random' | 'ids'>
  readonly out: Output
}

/** The command line itself cannot be right: the process ends with 2. */
export const usageError = (sentence: string) =>
  Object.assign(new Error(`WT_USAGE: ${sentence}`), { code: 'WT_USAGE' })
