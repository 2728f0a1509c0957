import type { Document, Move } from './documents.ts'

/** Keeps the order of the file for each stock code, as far as it matters: what takes from a code waits until all that earlier documents brought of it is booked. What takes may overtake what takes, and what comes early does no harm. */
export class FileOrder {
  readonly #coming = new Map<string, Promise<void>>()

  /** Call it in the order of the file; `post` and then `booked` are done in their turn. */
  async inTurn<T>(
    { moves }: Pick<Document, 'moves'>,
    post: () => Promise<T>,
    booked: (answer: T) => Promise<void>,
  ): Promise<T> {
    const before = Promise.all(
      moves.flatMap(({ sku, units }) => (units < 0 ? (this.#coming.get(sku) ?? []) : [])),
    )
    const brings = moves.filter(({ units }) => units > 0)
    if (brings.length === 0) {
      await before
      return post()
    }
    const work = before.then(post)
    this.#announce(
      brings,
      work.then(booked, () => {}),
    )
    return work
  }

  /** Resolves when all that was brought is booked. */
  async idle(): Promise<void> {
    await Promise.all(this.#coming.values())
  }

  #announce(brings: readonly Move[], booked: Promise<void>): void {
    for (const { sku } of brings) {
      const earlier = this.#coming.get(sku)
      const all = Promise.all([earlier, booked]).then(() => {})
      // whoever waits for it is told; a failure that nobody waits for is the lane's
      all.catch(() => {})
      this.#coming.set(sku, all)
    }
  }
}
