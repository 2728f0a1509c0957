/** What one counted call adds: `failed`, `slow`, both bits, or 0. */
export const failed = 1
export const slow = 2

export interface Counts {
  readonly calls: number
  readonly failures: number
  readonly slow: number
}

/** How calls went lately. Three kinds implement it; each records in O(1), allocates nothing and has no timer. */
export interface Window extends Counts {
  /** Whether `now` matters to it. */
  readonly isTimed: boolean
  record(bits: number, now: number): void
  /** Forgets what has become too old, so that figures are right after a silence. */
  advance(now: number): void
  clear(): void
}

// fifteen calls of two bits to a number: a small window costs a few words and no buffer of its own
export const perWord = 15

/** The last `size` calls. */
export class CountWindow implements Window {
  calls = 0
  failures = 0
  slow = 0
  readonly size: number
  readonly ring: number[]
  next = 0

  constructor(size: number) {
    this.size = size
    this.ring = new Array(Math.ceil(size / perWord)).fill(0)
  }

  get isTimed() {
    return false
  }

  record(bits: number): void {
    const next = this.next
    const word = (next / perWord) | 0
    const shift = (next - word * perWord) << 1
    const old = this.ring[word] as number
    if (this.calls < this.size) this.calls++
    else {
      this.failures -= (old >> shift) & failed
      this.slow -= (old >> (shift + 1)) & 1
    }
    this.ring[word] = (old & ~(3 << shift)) | (bits << shift)
    this.failures += bits & failed
    this.slow += bits >> 1
    this.next = next + 1 === this.size ? 0 : next + 1
  }

  advance(): void {}

  clear(): void {
    this.calls = this.failures = this.slow = this.next = 0
  }
}

const longAgo = -(2 ** 30)

/** The last `ms`, to the width of one bucket: the current bucket and the `buckets` - 1 before it. */
export class TimeWindow implements Window {
  calls = 0
  failures = 0
  slow = 0
  readonly width: number
  readonly buckets: number
  // calls, failures and slow calls of each bucket, one after the other
  readonly ring: number[]
  // the index is absolute: a silence, or a stalled loop, skips exactly as many buckets as it lasted
  head = longAgo

  constructor(ms: number, buckets: number) {
    this.width = ms / buckets
    this.buckets = buckets
    this.ring = new Array(3 * buckets).fill(0)
  }

  get isTimed() {
    return true
  }

  record(bits: number, now: number): void {
    this.advance(now)
    const ring = this.ring
    const at = this.at(this.head)
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
    const head = Math.floor(now / this.width)
    if (!(head > this.head)) return
    const passed = head - this.head
    if (passed >= this.buckets) this.clear()
    // counted, not run through: an index may be so large that the next is the same number
    else for (let i = 0; i < passed; i++) this.#empty(this.at(head - i))
    this.head = head
  }

  clear(): void {
    this.calls = this.failures = this.slow = 0
    this.ring.fill(0)
    // what is counted next may be older than what was: a window restored
    this.head = longAgo
  }

  at(index: number): number {
    const place = index % this.buckets
    return 3 * (place < 0 ? place + this.buckets : place)
  }

  #empty(at: number): void {
    const ring = this.ring
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

  clear(): void {
    this.calls = this.failures = this.slow = 0
  }
}
