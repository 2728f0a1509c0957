import { type CodeFacts, codes, type ProblemCode } from './codes.ts'
import type { Place } from './place.ts'

export type Severity = CodeFacts['severity']

/** Something about the rules that a person should know. Errors keep rules from being used, warnings and notes do not. */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: Severity
  readonly place: Place
  /** What is so, with the facts. */
  readonly sentence: string
  /** What to do about it. */
  readonly advice: string
}

export const problem = (
  code: ProblemCode,
  place: Place,
  sentence: string,
  advice: string = codes[code].advice,
): Problem => ({ code, severity: codes[code].severity, place, sentence, advice })

export const isError = ({ severity }: Problem): boolean => severity === 'error'

/** `films.yaml:12:7: error WT_MESH_VALUE: … . Do this.` */
export const inWords = ({ code, severity, place, sentence, advice }: Problem): string =>
  `${place.file}:${place.line}:${place.column}: ${severity} ${code}: ${sentence}. ${advice}.`
