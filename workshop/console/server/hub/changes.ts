import type { Change, Entries, Snapshot } from '../views/message.ts'

/** A change and its place in the order of all. */
export interface Numbered {
  readonly number: number
  readonly change: Change
}

/** What is known now and the last changes that led there; as many are kept as `size` says. */
export class Changes {
  /** Of the last change; 0 before the first. */
  number = 0
  readonly #size: number
  readonly #now = new Map<string, { readonly value: unknown; readonly said: string }>()
  readonly #last: Numbered[] = []

  constructor(size: number) {
    this.#size = size
  }

  /** Keeps what differs from what is known; answers whether anything did. */
  record(at: number, entries: Entries): boolean {
    const different = Object.entries(entries).filter(([key, value = null]) => {
      const said = JSON.stringify(value)
      if ((this.#now.get(key)?.said ?? 'null') === said) return false
      if (value === null) this.#now.delete(key)
      else this.#now.set(key, { value, said })
      return true
    })
    if (different.length === 0) return false
    const entry = Object.fromEntries(different.map(([key, value = null]) => [key, value]))
    this.#last.push({ number: ++this.number, change: { at, entries: entry } })
    if (this.#last.length > this.#size) this.#last.shift()
    return true
  }

  snapshot(at: number): Snapshot {
    const entries = [...this.#now].map(([key, { value }]) => [key, value] as const)
    return { at, entries: Object.fromEntries(entries) }
  }

  /** Every change after this number; undefined where some of them are not kept any more. */
  after(number: number): readonly Numbered[] | undefined {
    if (number > this.number) return undefined
    const first = this.number - this.#last.length
    return number < first ? undefined : this.#last.slice(number - first)
  }
}
