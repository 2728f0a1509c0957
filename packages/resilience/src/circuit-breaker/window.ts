/** What one counted call adds: `failed`, `slow`, both bits, or 0. */
export const failed = 1
export const slow = 2

export interface Counts {
  readonly calls: number
  readonly failures: number
  readonly slow: number
}

/** Calls that are alike to a window, to be counted again in another: after a restart, or when the window changes. */
export interface Counted extends Counts {
  readonly agoMs: number
}

/** How calls went lately. Three kinds implement it; each records in O(1), allocates nothing and has no timer. */
export interface Window extends Counts {
  /** Whether `now` matters to it. */
  readonly isTimed: boolean
  record(bits: number, now: number): void
  /** Forgets what has become too old, so that figures are right after a silence. */
  advance(now: number): void
  /** Oldest first. */
  contents(now: number): Counted[]
  clear(): void
}

// fifteen calls of two bits to a number: a small window costs a few words and no buffer of its own
const perWord = 15

/** The last `size` calls. */
export class CountWindow implements Window {
  calls = 0
  failures = 0
  slow = 0
  readonly #size: number
  readonly #ring: number[]
  #next = 0

  constructor(size: number) {
    this.#size = size
    this.#ring = new Array(Math.ceil(size / perWord)).fill(0)
  }

  get isTimed() {
    return false
  }

  record(bits: number): void {
    const next = this.#next
    const word = (next / perWord) | 0
    const shift = (next - word * perWord) << 1
    const old = this.#ring[word] as number
    if (this.calls < this.#size) this.calls++
    else {
      this.failures -= (old >> shift) & failed
      this.slow -= (old >> (shift + 1)) & 1
    }
    this.#ring[word] = (old & ~(3 << shift)) | (bits << shift)
    this.failures += bits & failed
    this.slow += bits >> 1
    this.#next = next + 1 === this.#size ? 0 : next + 1
  }

  advance(): void {}

  contents(): Counted[] {
    const runs: { bits: number; calls: number }[] = []
    const first = this.calls < this.#size ? 0 : this.#next
    for (let i = 0; i < this.calls; i++) {
      const at = (first + i) % this.#size
      const word = this.#ring[Math.floor(at / perWord)] as number
      const bits = (word >> ((at % perWord) << 1)) & 3
      const last = runs.at(-1)
      if (last?.bits === bits) last.calls++
      else runs.push({ bits, calls: 1 })
    }
    return runs.map(({ bits, calls }) => ({
      agoMs: 0,
      calls,
      failures: bits & failed ? calls : 0,
      slow: bits & slow ? calls : 0,
    }))
  }

  clear(): void {
    this.calls = this.failures = this.slow = this.#next = 0
  }
}

const longAgo = -(2 ** 30)

/** The last `ms`, to the width of one bucket: the current bucket and the `buckets` - 1 before it. */
export class TimeWindow implements Window {
  calls = 0
  failures = 0
  slow = 0
  readonly #width: number
  readonly #buckets: number
  // calls, failures and slow calls of each bucket, one after the other
  readonly #ring: number[]
  // the index is absolute: a silence, or a stalled loop, skips exactly as many buckets as it lasted
  #head = longAgo

  constructor(ms: number, buckets: number) {
    this.#width = ms / buckets
    this.#buckets = buckets
    this.#ring = new Array(3 * buckets).fill(0)
  }

  get isTimed() {
    return true
  }

  record(bits: number, now: number): void {
    this.advance(now)
    const ring = this.#ring
    const at = this.#at(this.#head)
    const failure = bits & failed
    const late = bits >> 1
    ring[at] = (ring[at] as number) + 1
    ring[at + 1] = (ring[at + 1] as number) + failure
    ring[at + 2] = (ring[at + 2] as number) + late
    this.calls++
    this.failures += failure
    this.slow += late
  }

  advance(now: number): void {
    const head = Math.floor(now / this.#width)
    if (!(head > this.#head)) return
    const passed = head - this.#head
    if (passed >= this.#buckets) this.clear()
    // counted, not run through: an index may be so large that the next is the same number
    else for (let i = 0; i < passed; i++) this.#empty(this.#at(head - i))
    this.#head = head
  }

  contents(now: number): Counted[] {
    const all: Counted[] = []
    this.advance(now)
    for (let i = this.#buckets - 1; i >= 0; i--) {
      const index = this.#head - i
      const at = this.#at(index)
      const [calls = 0, failures = 0, slow = 0] = this.#ring.slice(at, at + 3)
      // the middle of the bucket lands in it again, whatever the new clock's beginning
      const agoMs = Math.max(0, now - (index + 0.5) * this.#width)
      if (calls > 0) all.push({ agoMs, calls, failures, slow })
    }
    return all
  }

  clear(): void {
    this.calls = this.failures = this.slow = 0
    this.#ring.fill(0)
    // what is counted next may be older than what was: a window restored
    this.#head = longAgo
  }

  #at(index: number): number {
    const place = index % this.#buckets
    return 3 * (place < 0 ? place + this.#buckets : place)
  }

  #empty(at: number): void {
    const ring = this.#ring
    this.calls -= ring[at] as number
    this.failures -= ring[at + 1] as number
    this.slow -= ring[at + 2] as number
    ring[at] = ring[at + 1] = ring[at + 2] = 0
  }
}

/** The calls since the last good one: each failed or was slow. */
export class RowWindow implements Window {
  calls = 0
  failures = 0
  slow = 0

  get isTimed() {
    return false
  }

  record(bits: number): void {
    if (bits === 0) this.clear()
    else this.calls++
    this.failures += bits & failed
    this.slow += bits >> 1
  }

  advance(): void {}

  contents(): Counted[] {
    // none was good, so it is known how many were both
    const both = this.failures + this.slow - this.calls
    return [
      { agoMs: 0, calls: both, failures: both, slow: both },
      { agoMs: 0, calls: this.failures - both, failures: this.failures - both, slow: 0 },
      { agoMs: 0, calls: this.slow - both, failures: 0, slow: this.slow - both },
    ].filter(({ calls }) => calls > 0)
  }

  clear(): void {
    this.calls = this.failures = this.slow = 0
  }
}

/** Counts again what another window held. Within a group the failures go first: what is not known must not look like a row at the end. */
export function recount(window: Window, contents: readonly Counted[], now: number): void {
  for (const { agoMs, calls, failures, slow: late } of contents)
    for (let i = 0; i < calls; i++)
      window.record((i < failures ? failed : 0) | (i < late ? slow : 0), now - agoMs)
}
