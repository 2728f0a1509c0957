import type { OrderRate } from './live-state.ts'

const keptSeconds = 60
const meanSeconds = 5
/** After a longer gap nobody knows in which seconds the orders came. */
const longestGapMs = 2000

/** Turns a growing count, read now and then, into orders per second. */
export class LiveRate {
  readonly #seconds = new Map<number, number>()
  #last: { readonly at: number; readonly placed: number } | undefined

  record(now: number, placed: number): void {
    const last = this.#last
    this.#last = { at: now, placed }
    if (last === undefined || now - last.at > longestGapMs) return
    const second = Math.floor(now / 1000)
    const more = Math.max(0, placed - last.placed)
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + more)
    for (const old of this.#seconds.keys()) {
      if (old < second - keptSeconds) this.#seconds.delete(old)
    }
  }

  read(now: number): OrderRate {
    const current = Math.floor(now / 1000)
    const history = Array.from(
      { length: keptSeconds },
      (_, i) => this.#seconds.get(current - keptSeconds + i) ?? 0,
    )
    const recent = history.slice(-meanSeconds).reduce((sum, count) => sum + count, 0)
    return { perSecond: recent / meanSeconds, history }
  }
}
