import type { Document, Move } from './documents.ts'

/** Keeps the order of the file for each stock code, as far as it matters: what takes more from a code than is surely there waits until all that earlier documents brought of it is booked. What takes may overtake what takes, and what comes early does no harm. */
export class FileOrder {
  readonly #coming = new Map<string, Promise<void>>()
  /** What is left of each code when all that was asked for so far is taken, without what is not booked yet. */
  readonly #sure: Map<string, number>

  constructor(opening: readonly Move[] = []) {
    this.#sure = new Map(opening.map(({ sku, units }) => [sku, units]))
  }

  /** Call it in the order of the file; `post` and then `booked` are done in their turn. `booked` tells whether the document counts. */
  async inTurn<T>(
    { moves }: Pick<Document, 'moves'>,
    post: () => Promise<T>,
    booked: (answer: T) => Promise<boolean>,
  ): Promise<T> {
    const takes = moves.filter(({ units }) => units < 0)
    const before = Promise.all(
      takes.flatMap((move) => (this.#move(move) < 0 ? (this.#coming.get(move.sku) ?? []) : [])),
    )
    const brings = moves.filter(({ units }) => units > 0)
    if (brings.length === 0) {
      await before
      return post()
    }
    const work = before.then(post)
    const settled = async (answer: T) => {
      if (await booked(answer)) for (const move of brings) this.#move(move)
    }
    this.#announce(
      brings,
      work.then(settled, () => {}),
    )
    return work
  }

  #move({ sku, units }: Move): number {
    const left = (this.#sure.get(sku) ?? 0) + units
    this.#sure.set(sku, left)
    return left
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
