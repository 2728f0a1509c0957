import type { Clock } from '@watertight/ports'
import { z } from 'zod'
import type { ShopClient } from './client.ts'
import type { Document } from './documents.ts'
import { ImportError } from './import-error.ts'

export interface BooksOptions {
  readonly client: Pick<ShopClient, 'get'>
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly patienceMs: number
}

interface Awaited {
  readonly document: Document
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  items: number
  movedAt: number
}

const Answer = z.object({ booked: z.array(z.object({ document: z.string(), items: z.int() })) })
const lookEveryMs = 20
const askedTogether = 50

/** What inventory has booked: it hears of a credit note after that was answered, and books counts and adjustments line by line. One question at a time for all who wait. */
export class Books {
  readonly #options: BooksOptions
  readonly #waiting = new Map<string, Awaited>()
  #isLooking = false

  constructor(options: BooksOptions) {
    this.#options = options
  }

  /** Waits until inventory has booked all that a document moves. Rejects with `WT_SHOP_SLOW` when nothing of it was booked for `patienceMs`. */
  booked(document: Document): Promise<void> {
    const { clock } = this.#options
    return new Promise((resolve, reject) => {
      const movedAt = clock.now()
      this.#waiting.set(document.invoice, { document, resolve, reject, items: 0, movedAt })
      if (!this.#isLooking) void this.#look()
    })
  }

  async #look(): Promise<void> {
    const { clock, signal } = this.#options
    this.#isLooking = true
    try {
      while (this.#waiting.size > 0) {
        const asked = [...this.#waiting.keys()]
        for (let from = 0; from < asked.length; from += askedTogether)
          await this.#ask(asked.slice(from, from + askedTogether))
        if (this.#waiting.size > 0) await clock.sleep(lookEveryMs, signal)
      }
    } catch (error) {
      for (const { reject } of this.#waiting.values()) reject(error)
      this.#waiting.clear()
    } finally {
      this.#isLooking = false
    }
  }

  async #ask(documents: readonly string[]): Promise<void> {
    const { client, clock, patienceMs } = this.#options
    const list = documents.map(encodeURIComponent).join()
    const answer = Answer.parse(await client.get(`/api/inventory/booked?documents=${list}`))
    const now = clock.now()
    for (const { document: number, items } of answer.booked) {
      const one = this.#waiting.get(number)
      if (one === undefined) continue
      if (items > one.items) Object.assign(one, { items, movedAt: now })
      const { kind, moves } = one.document
      if (items >= moves.length) one.resolve()
      else if (now - one.movedAt > patienceMs)
        one.reject(
          new ImportError(
            'WT_SHOP_SLOW',
            `Inventory has booked ${items} of the ${moves.length} stock codes of ${kind} ${number}, and nothing more for ${Math.round(patienceMs / 1000)} s.`,
          ),
        )
      else continue
      this.#waiting.delete(number)
    }
  }
}
