/** How many of one thing came in the last `ms`, to the width of one bucket. O(1), no timer, right after any silence. */
export class SlidingCount {
  readonly #widthMs: number
  readonly #ring: Int32Array
  #total = 0
  // the index is absolute: a silence skips exactly as many buckets as it lasted
  #head = 0

  constructor(ms: number, buckets: number) {
    this.#widthMs = ms / buckets
    this.#ring = new Int32Array(buckets)
  }

  add(now: number): void {
    this.#advance(now)
    this.#count(this.#head, 1)
  }

  /** Takes back one that was added at `at`, unless it has left the window. */
  takeBack(at: number, now: number): void {
    this.#advance(now)
    const index = Math.floor(at / this.#widthMs)
    if (index > this.#head - this.#ring.length && index <= this.#head) this.#count(index, -1)
  }

  total(now: number): number {
    this.#advance(now)
    return this.#total
  }

  #count(index: number, by: number): void {
    const slot = index % this.#ring.length
    this.#ring[slot] = (this.#ring[slot] as number) + by
    this.#total += by
  }

  #advance(now: number): void {
    const head = Math.floor(now / this.#widthMs)
    const { length } = this.#ring
    const first = Math.max(this.#head + 1, head - length + 1)
    for (let index = first; index <= head; index++) {
      this.#total -= this.#ring[index % length] as number
      this.#ring[index % length] = 0
    }
    if (head > this.#head) this.#head = head
  }
}
