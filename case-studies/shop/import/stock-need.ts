import type { Document, Move } from './documents.ts'

/** The stock that a file takes for granted: for each code the smallest number of units, on hand before its first document, with which none of its documents finds too little. */
export class StockNeed {
  readonly #levels = new Map<string, { level: number; lowest: number }>()

  readonly #totals = { sold: 0, credited: 0, found: 0, lost: 0 }

  add({ kind, moves }: Pick<Document, 'kind' | 'moves'>): void {
    for (const { sku, units } of moves) {
      if (kind === 'order') this.#totals.sold -= units
      else if (kind === 'credit-note') this.#totals.credited += units
      else this.#totals[units > 0 ? 'found' : 'lost'] += Math.abs(units)
      const of = this.#levels.get(sku) ?? { level: 0, lowest: 0 }
      of.level += units
      of.lowest = Math.min(of.lowest, of.level)
      this.#levels.set(sku, of)
    }
  }

  /** Codes of which something must be there; with what it comes to. */
  get opening(): Move[] {
    return [...this.#levels].flatMap(([sku, { lowest }]) =>
      lowest < 0 ? [{ sku, units: -lowest }] : [],
    )
  }

  /** Units of all codes. */
  get total(): Readonly<Record<'sold' | 'credited' | 'found' | 'lost', number>> {
    return this.#totals
  }

  /** What is left of each code where this much of it was there before. */
  closing(opening: readonly Move[]): ReadonlyMap<string, number> {
    const left = new Map(opening.map(({ sku, units }) => [sku, units]))
    for (const [sku, { level }] of this.#levels) left.set(sku, (left.get(sku) ?? 0) + level)
    return left
  }
}
