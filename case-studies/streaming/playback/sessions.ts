import { chance, keyed } from '@watertight/ports'
import films from './films.json' with { type: 'json' }
import type { Watching } from './published.ts'

const known = new Set(films)
const seed = 11
const mostBegun = 4
/** Older sessions are forgotten first. */
const mostSessions = 100_000

interface Session {
  readonly id: string
  readonly viewer: string
  readonly film: string
}

/** What is being watched. Viewers are synthetic, so they have begun some films before the service ever started: drawn from their name. */
export class Sessions {
  readonly #byId = new Map<string, Session>()
  readonly #byViewer = new Map<string, string[]>()
  /** Asked for with an id that was there already. */
  repeated = 0

  get count(): number {
    return this.#byId.size
  }

  knows(film: string): boolean {
    return known.has(film)
  }

  /** The session of this id, and whether it is a new one: whoever asks twice gets the first one again. */
  start(wanted: Session): { readonly session: Session; readonly isNew: boolean } {
    const before = this.#byId.get(wanted.id)
    if (before !== undefined) {
      this.repeated++
      return { session: before, isNew: false }
    }
    this.#byId.set(wanted.id, wanted)
    const own = this.#byViewer.get(wanted.viewer) ?? []
    this.#byViewer.set(wanted.viewer, [wanted.film, ...own.filter((film) => film !== wanted.film)])
    this.#forget()
    return { session: wanted, isNew: true }
  }

  watching(viewer: string): Watching['films'] {
    const begun = (this.#byViewer.get(viewer) ?? []).map((film) => ({ film, share: 0.01 }))
    const before = Array.from({ length: 1 + (keyed(seed, viewer) % mostBegun) }, (_, i) => ({
      film: films[keyed(seed, viewer, i) % films.length] as string,
      share: Math.round(100 * (0.05 + 0.9 * chance(seed, viewer, i, 'share'))) / 100,
    }))
    const all = [...begun, ...before]
    return all.filter(({ film }, i) => all.findIndex((other) => other.film === film) === i)
  }

  #forget(): void {
    if (this.#byId.size <= mostSessions) return
    const [oldest] = this.#byId.values()
    if (oldest === undefined) return
    this.#byId.delete(oldest.id)
    const rest = (this.#byViewer.get(oldest.viewer) ?? []).filter((film) => film !== oldest.film)
    if (rest.length === 0) this.#byViewer.delete(oldest.viewer)
    else this.#byViewer.set(oldest.viewer, rest)
  }
}
