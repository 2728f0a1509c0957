import type { Report } from '../grading/grade.ts'
import type { Held } from '../lab.ts'
import type { CallEnd, RecordedCall } from '../rigs/recording.ts'
import type { NotLoaded } from './failures.ts'

/** What the process that plays in virtual time is told, as the first line of its standard input. */
export interface Job {
  /** Begins every line it says; the learner's code does not know it. */
  readonly word: string
  readonly lab: string
  readonly file: string
  readonly seeds: readonly number[]
  readonly replay?: string | undefined
}

/** What it says, a line of JSON each. */
export type Message =
  | { readonly progressed: number }
  | { readonly notLoaded: NotLoaded }
  | { readonly report: Report }

/** What the process of a learner's service is told first. */
export interface RealJob {
  readonly word: string
  readonly file: string
  readonly name: string
  /** Its disk. */
  readonly folder: string
  readonly directory: Readonly<Record<string, string>>
}

/** What it is told then. */
export type RealOrder =
  | { readonly directory: Readonly<Record<string, string>> }
  | { readonly held: number }

/** What it says. */
export type RealMessage =
  | { readonly serves: string; readonly address: string }
  | { readonly started: true }
  | { readonly broke: string }
  | { readonly notLoaded: NotLoaded }
  | { readonly held: number; readonly holds: Held }
  /** A call of its own begins, under a number; and ends. */
  | { readonly called: number; readonly call: RecordedCall }
  | { readonly ended: number; readonly end: CallEnd }
  /** Something was logged. */
  | { readonly line: string }
  /** It was this late for what it had to do, the longest so far. */
  | { readonly lateMs: number }
