import { cutTo, flagOf, listOf, objectOf, textOf, wholeOf } from './fields.ts'

/** What became of a push at who follows. */
export interface Report {
  /** The stream it came on: as a nonce, it tells one answer from another to the same version. */
  readonly stream: string
  readonly version: number
  /** Whether its rules are in force. Its endpoints are, in any case. */
  readonly isAccepted: boolean
  /** Of the compiled snapshot that calls go by; empty while there is none. */
  readonly snapshot: string
  /** The push whose rules are in force; empty while there are none. */
  readonly rules: string
  /** Why they are not. */
  readonly problems: readonly string[]
}

export const mostProblems = 20
export const mostProblemCharacters = 500

export function reportOf(text: string): Report {
  const given = objectOf(text, 'the report')
  return {
    stream: textOf(given.stream, 'stream', 64),
    version: wholeOf(given.version, 'version', 0, Number.MAX_SAFE_INTEGER),
    isAccepted: flagOf(given.isAccepted, 'isAccepted'),
    snapshot: cutTo(String(given.snapshot), 64),
    rules: cutTo(String(given.rules), 100),
    problems: listOf(given.problems, 'problems', mostProblems).map((one) =>
      cutTo(String(one), mostProblemCharacters),
    ),
  }
}
