const perOctave = 16
const octaves = 28
// 2^-7 ms, 8 µs: what is faster is as fast
const lowestExponent = -7

/** Durations counted in buckets that grow by a sixteenth of an octave: any percentile to within 2.2 %, from 8 µs to half an hour, in two kilobytes. */
export class LogHistogram {
  count = 0
  readonly #buckets = new Uint32Array(perOctave * octaves)

  add(ms: number): void {
    const exponent = ms > 0 ? Math.log2(ms) - lowestExponent : 0
    const index = Math.min(this.#buckets.length - 1, Math.max(0, Math.floor(exponent * perOctave)))
    this.#buckets[index] = (this.#buckets[index] as number) + 1
    this.count++
  }

  /** The duration that a `share` of them did not exceed; 0 without any. */
  percentile(share: number): number {
    if (this.count === 0) return 0
    let left = share * this.count
    for (let index = 0; index < this.#buckets.length; index++) {
      const here = this.#buckets[index] as number
      if (here > 0 && here >= left) return boundary(index + left / here)
      left -= here
    }
    return boundary(this.#buckets.length)
  }

  /** Forgets half of each bucket: older durations weigh less and less. */
  halve(): void {
    this.count = 0
    for (let index = 0; index < this.#buckets.length; index++) {
      const half = (this.#buckets[index] as number) >> 1
      this.#buckets[index] = half
      this.count += half
    }
  }

  clear(): void {
    this.#buckets.fill(0)
    this.count = 0
  }
}

const boundary = (index: number) => 2 ** (index / perOctave + lowestExponent)
