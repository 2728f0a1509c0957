interface Entry<C> {
  readonly one: C
  deadline: number
  order: number
}

/**
 * Weighted turns: each pick moves its endpoint 1/weight into the future, and the earliest is next. Shares follow the weights at
 * every moment, and a weight may change between picks.
 */
export class EarliestDeadline<C> {
  readonly #heap: Entry<C>[] = []
  readonly #weight: (one: C) => number
  #order = 0

  constructor(all: readonly C[], weight: (one: C) => number) {
    this.#weight = weight
    for (const one of all) {
      this.#heap.push({ one, deadline: 1 / weight(one), order: this.#order++ })
      this.#rise(this.#heap.length - 1)
    }
  }

  pick(): C {
    const entry = this.#heap[0] as Entry<C>
    entry.deadline += 1 / this.#weight(entry.one)
    entry.order = this.#order++
    this.#sink()
    return entry.one
  }

  #rise(from: number): void {
    const heap = this.#heap
    const entry = heap[from] as Entry<C>
    let i = from
    while (i > 0) {
      const above = heap[(i - 1) >> 1] as Entry<C>
      if (!isBefore(entry, above)) break
      heap[i] = above
      i = (i - 1) >> 1
    }
    heap[i] = entry
  }

  #sink(): void {
    const heap = this.#heap
    const entry = heap[0] as Entry<C>
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      const other = heap[child + 1]
      if (other !== undefined && isBefore(other, heap[child] as Entry<C>)) child++
      const below = heap[child] as Entry<C>
      if (!isBefore(below, entry)) break
      heap[i] = below
      i = child
    }
    heap[i] = entry
  }
}

const isBefore = (a: Entry<unknown>, b: Entry<unknown>) =>
  a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order)
