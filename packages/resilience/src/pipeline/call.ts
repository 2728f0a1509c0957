/** One attempt, as the work sees it. */
export interface Call<C = undefined> {
  /** From 1. */
  readonly attempt: number
  /** When nobody waits any longer, on the clock given; infinite without a limit. */
  readonly deadline: number
  /** Fires when the attempt is given up, with the reason; never after a result, and is never another attempt's. Made when first read. */
  readonly signal: AbortSignal
  /** What the caller handed to `run`. */
  readonly context: C
  /** Milliseconds left, 0 at least: what to hand on to the next service. */
  remaining(): number
}

export interface RunOptions<C = undefined> {
  /** The caller gives up. */
  readonly signal?: AbortSignal | undefined
  /** The caller's own limit, on the clock given; the earliest limit counts. */
  readonly deadline?: number
  /** Handed to the work, and to the policies that need it, as it is. */
  readonly context?: C
}

/** Its context was checked where it was handed in. */
export type Work = (call: Call<any>) => unknown

/** A part of the onion with all that is inside it. */
export interface Layer {
  run(work: Work, options: RunOptions<unknown> | undefined): Promise<unknown>
}
