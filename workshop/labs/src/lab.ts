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

/** Where a lab is played: services of the lab, and the learner's among them. In virtual time, or with processes and sockets. */
export interface Rig {
  /** Starts a service of the lab. */
  host(name: string, start: Start): Promise<void>
  /** Starts the learner's under this name, with a disk of its own; more than one may run. */
  subject(name: string): Promise<void>
  /** The process of a learner's service dies where it stands; its disk stays. */
  kill(name: string): void
  /** Starts it again on its disk, and resolves when it has started. */
  restart(name: string): Promise<void>
  /** What the learner's services hold at this moment, seen at their ports. */
  held(): Promise<Held>
  run<T>(work: () => Promise<T>): Promise<T>
  stop(): Promise<void>
}

export interface Held {
  readonly timers: number
  readonly calls: number
}

/** Something that was seen in a run: a line of its sequence diagram. */
export interface Moment {
  /** Milliseconds since the run began. */
  readonly at: number
  readonly from: string
  /** Whom it was said to; absent where it happened to `from` alone. */
  readonly to?: string
  readonly says: string
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
  /** A scenario for real processes and real time, of 8 s at most. */
  real(seed: number): S
  play(scenario: S, rig: Rig): Promise<Seen>
  judge(scenario: S, seen: Seen): Judgement
  /** What happened, for a person to read, in any order; of the run that failed. */
  story(scenario: S, seen: Seen): readonly Moment[]
}
