import type { Report } from '../grading/grade.ts'

/** What the process that runs the learner's file is told, on its standard input. */
export interface Job {
  /** Begins every line it says; the learner's code does not know it. */
  readonly word: string
  readonly lab: string
  readonly file: string
  readonly seeds: readonly number[]
}

/** What it says, a line of JSON each. */
export type Message =
  | { readonly progressed: number }
  | { readonly reached: string }
  | { readonly notLoaded: { readonly parses: boolean; readonly reason: string } }
  | { readonly report: Report }
