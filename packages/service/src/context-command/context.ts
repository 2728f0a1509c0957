import type { ContextMap } from '@watertight/domain'

// the command line knows the rooms, not the other way round: what a command needs of it is written down here

export interface Context {
  readonly args: readonly string[]
  readonly json: boolean
  readonly out: { line(text: string): void }
  readonly registered: readonly Registered[]
}

export interface Registered {
  /** Where the workspace's manifest is; its contracts and its page stand beside it. */
  readonly folder: string
  readonly manifest: { readonly name: string; readonly contexts?: () => Promise<ContextMap> }
}

const failure = (code: string, sentence: string) =>
  Object.assign(new Error(`${code}: ${sentence}`), { code })

/** The command line itself cannot be right: the process ends with 2. */
export const usageError = (sentence: string) => failure('WT_USAGE', sentence)

export const unreadableLock = (path: string, reason: string) =>
  failure('WT_CONTRACTS_UNREADABLE', `${path}: ${reason}. Take the file from an earlier commit`)

export const notRunning = (names: string) =>
  failure(
    'WT_NOT_RUNNING',
    `${names}: no such service runs here at an address of its own. Start it with \`npm start\` (not \`--topology single\`, where only the front has one), then try again`,
  )

export const notAnswered = (request: string, answer: string) =>
  failure('WT_REQUEST_FAILED', `${request} was answered with ${answer}`)
