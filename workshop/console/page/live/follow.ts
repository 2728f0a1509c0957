import type { Change, Snapshot } from '../../server/views/message.ts'
import type { Link, Told } from './messages.ts'

const retryMs = 2_000

/** Holds the one connection: what is known, how the connection is, and whoever wants to hear of both. */
export class Follower {
  readonly #listeners = new Set<(told: Told) => void>()
  readonly #entries = new Map<string, unknown>()
  readonly #address: string
  #at = 0
  #link: Link = 'connecting'

  constructor(address: string) {
    this.#address = address
    this.#open()
  }

  /** Tells all that is known, then whatever comes, until the answer is called. */
  listen(listener: (told: Told) => void): () => void {
    this.#listeners.add(listener)
    listener({ is: 'snapshot', snapshot: this.#snapshot(), link: this.#link })
    return () => void this.#listeners.delete(listener)
  }

  #snapshot(): Snapshot {
    return { at: this.#at, entries: Object.fromEntries(this.#entries) }
  }

  #open(): void {
    const source = new EventSource(this.#address)
    source.addEventListener('snapshot', ({ data }) => {
      const snapshot = JSON.parse(data) as Snapshot
      this.#entries.clear()
      this.#take(snapshot)
      this.#link = 'live'
      this.#tell({ is: 'snapshot', snapshot, link: this.#link })
    })
    source.addEventListener('change', ({ data }) => {
      const change = JSON.parse(data) as Change
      this.#take(change)
      this.#connected('live')
      this.#tell({ is: 'change', change })
    })
    source.addEventListener('open', () => {
      if (this.#link === 'lost') this.#connected('live')
    })
    source.addEventListener('error', () => {
      this.#connected('lost')
      // a broken connection is opened again by the browser, an answer that is no event stream is not
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#open(), retryMs)
    })
  }

  #take({ at, entries }: Change): void {
    this.#at = at
    for (const [key, value] of Object.entries(entries))
      if (value === null) this.#entries.delete(key)
      else this.#entries.set(key, value)
  }

  #connected(link: Link): void {
    if (this.#link === link) return
    this.#link = link
    this.#tell({ is: 'link', link })
  }

  #tell(told: Told): void {
    for (const listener of this.#listeners) listener(told)
  }
}
