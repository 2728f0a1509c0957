const advice = {
  WT_NAME_TAKEN: 'Close the server that has the name, or serve under another one.',
  WT_PORT_IN_USE:
    'End the process that listens there, or choose another port (0 takes a free one).',
  WT_NOT_DURABLE: 'Put the data on a local disk whose SQLite offers WAL with synchronous FULL.',
  WT_FOLDER_UNREADABLE: 'Make the folder, let this process read it, or name another one.',
  WT_START_MISSING: 'Export the function that it hands to runService, under that name.',
  WT_STORE_UNOPENED: 'The service has not started.',
  WT_USAGE: 'Start the service again with the arguments corrected.',
} as const

export type PortsErrorCode = keyof typeof advice

/** Why a port could not be set up; tested by its code. A call without an answer is a `TransportError`. */
export class PortsError extends Error {
  override readonly name = 'PortsError'
  readonly code: PortsErrorCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: PortsErrorCode, sentence: string, facts: Readonly<Record<string, unknown>>) {
    super(`${code}: ${sentence}. ${advice[code]}`)
    this.code = code
    this.facts = facts
  }
}

/** One server per name: both networks say it alike. */
export const nameTaken = (name: string) =>
  new PortsError('WT_NAME_TAKEN', `${name} is served already`, { name })
