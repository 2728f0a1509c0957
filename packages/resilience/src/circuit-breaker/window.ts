/** What one counted call adds: `failed`, `slow`, both bits, or 0. */
export const failed = 1
export const slow = 2

/** How calls went lately. Two rings implement it; each records in O(1), allocates nothing and has no timer. */
export interface Window {
  readonly calls: number
  readonly failures: number
  readonly slow: number
  record(bits: number, now: number): void
  /** Forgets what has become too old, so that figures are right after a silence. */
  advance(now: number): void
  clear(): void
}

/** The last `size` calls. */
export class CountWindow implements Window {
  calls = 0
  failures = 0
  slow = 0
  readonly #ring: Uint8Array
  #next = 0

  constructor(size: number) {
    this.#ring = new Uint8Array(size)
  }

  record(bits: number): void {
    const ring = this.#ring
    if (this.calls < ring.length) this.calls++
    else {
      const oldest = ring[this.#next] as number
      this.failures -= oldest & failed
      this.slow -= oldest >> 1
    }
    ring[this.#next] = bits
    this.failures += bits & failed
    this.slow += bits >> 1
    this.#next = this.#next + 1 === ring.length ? 0 : this.#next + 1
  }

  advance(): void {}

  clear(): void {
    this.calls = this.failures = this.slow = this.#next = 0
  }
}

interface Bucket {
  calls: number
  failures: number
  slow: number
}

/** The last `ms`, to the width of one bucket: the current bucket and the `buckets` - 1 before it. */
export class TimeWindow implements Window {
  calls = 0
  failures = 0
  slow = 0
  readonly #width: number
  readonly #ring: readonly Bucket[]
  // the index is absolute: a silence, or a stalled loop, skips exactly as many buckets as it lasted
  #head = 0

  constructor(ms: number, buckets: number) {
    this.#width = ms / buckets
    this.#ring = Array.from({ length: buckets }, () => ({ calls: 0, failures: 0, slow: 0 }))
  }

  record(bits: number, now: number): void {
    this.advance(now)
    const bucket = this.#at(this.#head)
    bucket.calls++
    bucket.failures += bits & failed
    bucket.slow += bits >> 1
    this.calls++
    this.failures += bits & failed
    this.slow += bits >> 1
  }

  advance(now: number): void {
    const head = Math.floor(now / this.#width)
    const first = Math.max(this.#head + 1, head - this.#ring.length + 1)
    for (let index = first; index <= head; index++) this.#empty(this.#at(index))
    if (head > this.#head) this.#head = head
  }

  clear(): void {
    for (const bucket of this.#ring) this.#empty(bucket)
  }

  #at(index: number): Bucket {
    return this.#ring[index % this.#ring.length] as Bucket
  }

  #empty(bucket: Bucket): void {
    this.calls -= bucket.calls
    this.failures -= bucket.failures
    this.slow -= bucket.slow
    bucket.calls = bucket.failures = bucket.slow = 0
  }
}
