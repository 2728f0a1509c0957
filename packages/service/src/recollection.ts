import type { Aggregate, Message } from '@watertight/domain'

/** A state, and the revision of the stream that it belongs to. */
export interface Recalled {
  readonly state: any
  readonly revision: number
}

/** Streams whose states are kept, the least used forgotten first. */
const mostKept = 1_000

/** As a processor foretells a branch: two bits for each command, and a guess that was right twice survives one that was wrong. */
const surest = 3
const likely = 2

/** What a decision may begin with before the log is asked: the state in which this process left the stream, or that there is none yet, where the command found none lately. It may be wrong: an append at its revision is the proof, and nothing but an append may rest on it. */
export function recollection() {
  const kept = new Map<string, Recalled>()
  const beginnings = new Map<string, number>()

  function keep(stream: string, recalled: Recalled): void {
    kept.delete(stream)
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value as string)
    kept.set(stream, recalled)
  }
  return {
    of(owner: Aggregate, stream: string, command: string): Recalled | undefined {
      const recalled = kept.get(stream)
      if (recalled !== undefined) return recalled
      const isFirst = (beginnings.get(command) ?? 0) >= likely
      return isFirst ? { state: owner.initial(), revision: 0 } : undefined
    },

    /** A command found the stream at this revision. */
    found(command: string, revision: number): void {
      const before = beginnings.get(command) ?? 0
      const after = revision === 0 ? Math.min(before + 1, surest) : Math.max(before - 1, 0)
      beginnings.set(command, after)
    },

    /** The state behind events that were appended to it. */
    append(
      owner: Aggregate,
      stream: string,
      state: unknown,
      events: readonly Message[],
      revision: number,
    ): void {
      const now = events.reduce((before, event) => owner.evolve(before, asRead(event)), state)
      keep(stream, { state: now, revision })
    },

    forget: (stream: string) => void kept.delete(stream),
  }
}

/** As whoever reads it will find it: JSON knows no dates, nor fields that are undefined. */
const asRead = ({ type, data }: Message): Message => ({
  type,
  data: JSON.parse(JSON.stringify(data)),
})
