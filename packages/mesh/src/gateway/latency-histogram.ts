const perOctave = 4
const smallestMs = 0.125
const buckets = 96

/** Durations in buckets that grow by a quarter octave: quantiles to within a tenth, in 400 bytes. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(buckets)
  #total = 0

  record(ms: number): void {
    const place = Math.ceil(Math.log2(Math.max(ms, smallestMs) / smallestMs) * perOctave)
    const at = Math.min(place, buckets - 1)
    this.#counts[at] = (this.#counts[at] as number) + 1
    this.#total++
  }

  /** Undefined before the first one. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined
    const rank = Math.max(1, share * this.#total)
    let seen = 0
    const at = this.#counts.findIndex((count) => {
      seen += count
      return seen >= rank
    })
    // the middle of the bucket, in ratio
    return smallestMs * 2 ** ((at - 0.5) / perOctave)
  }
}
