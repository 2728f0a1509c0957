import type { Random } from '@watertight/ports'

/** Bytes of one trace: the id of the trace, the id of the span. */
const size = 24
const many = 128

/** New W3C traceparents, sampled. Chance is drawn for many at once: one by one it would be a third of a call's cost. */
export class TraceIds {
  readonly #random: Random
  readonly #bytes = Buffer.alloc(size * many)
  #hex = ''
  #at = 0

  constructor(random: Random) {
    this.#random = random
  }

  next(): string {
    if (this.#at === this.#hex.length) this.#draw()
    const at = this.#at
    this.#at += 2 * size
    return `00-${this.#hex.slice(at, at + 32)}-${this.#hex.slice(at + 32, at + 48)}-01`
  }

  #draw(): void {
    this.#random.fill(this.#bytes)
    // all zeroes means "none"
    for (let i = 7; i < this.#bytes.length; i += 8) this.#bytes[i] = (this.#bytes[i] as number) | 1
    this.#hex = this.#bytes.toString('hex')
    this.#at = 0
  }
}
