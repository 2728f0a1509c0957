import type { Start } from '@watertight/ports'
import type { z } from 'zod'

/** What happens in one run, as data: it can be written down, shrunk and played again. */
export interface Scenario {
  readonly seed: number
  readonly faults: readonly unknown[]
  readonly requests: readonly unknown[]
}

/** What a run was worth. `inconclusive`: the faults met no traffic, so nothing was shown; it is never a pass. */
export type Judgement =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'inconclusive'; readonly says: string }
  | ({ readonly verdict: 'fail' } & Failing)

/** A rule that was broken. */
export interface Failing {
  /** The lab's name for the rule: the same defect has the same code in every run. */
  readonly code: string
  /** One sentence for the learner. */
  readonly says: string
  readonly expected: string
  readonly measured: string
}

/** Where a lab is played: services of the lab, and the learner's among them. */
export interface Rig {
  /** Starts a service of the lab. */
  host(name: string, start: Start): Promise<void>
  /** Starts the learner's. */
  subject(name: string): Promise<void>
  /** What the learner's service holds at this moment, seen at its ports. */
  held(): Held
  run<T>(work: () => Promise<T>): Promise<T>
  stop(): Promise<void>
}

export interface Held {
  readonly timers: number
  readonly calls: number
}

/** A lab: what goes wrong, how it is played, and what must hold. It sees the learner's service from outside alone: what it is asked, what it asks, what it holds. */
export interface Lab<S extends Scenario = Scenario, Seen = unknown> {
  /** Its folder and its name in commands and certificates. */
  readonly slug: string
  readonly name: string
  /** Semantic version: another one when a solution that passed might not. */
  readonly version: string
  /** The file the learner repairs; it exports `start`. */
  readonly file: string
  /** From the vaguest to the plainest. */
  readonly hints: readonly [string, string, string]
  readonly schema: z.ZodType<S>
  scenario(seed: number): S
  play(scenario: S, rig: Rig): Promise<Seen>
  judge(scenario: S, seen: Seen): Judgement
  /** What happened, one line each, for a person to read; of the run that failed. */
  story(scenario: S, seen: Seen): readonly string[]
}
