/** A number of ours with what it is to be held against. */
export interface Figure {
  readonly id: string
  /** Null where it could not be taken; `note` says why. */
  readonly value: number | null
  readonly unit: string
  readonly goal: number | null
  readonly better: 'higher' | 'lower'
  /** The same measure of others, in the same unit; a text where one cannot complete the work. */
  readonly peers: Readonly<Record<string, number | string>>
  /** What the machine or the language allows, in the same unit. */
  readonly limit?: number
  readonly what: string
  readonly note?: string
  /** Met whatever the value: the peer it is a ratio to cannot complete the work. */
  readonly peerFailed?: boolean
}

/** What a room measured, and the counters that prove that each feature ran. */
export interface Measured {
  readonly figures: readonly Figure[]
  readonly proof: Readonly<Record<string, unknown>>
  readonly medians?: Readonly<Record<string, unknown>>
}

/** Undefined where there is no goal. */
export function isMet({ value, goal, better, peerFailed }: Figure): boolean | undefined {
  if (goal === null) return undefined
  if (value === null) return peerFailed === true
  return better === 'higher' ? value >= goal : value <= goal
}
