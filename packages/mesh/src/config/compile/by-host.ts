import { covers } from '../rules/dns.ts'

/** Values by the hosts they are for, some of them wildcards. */
export class ByHost<T> {
  readonly #exact = new Map<string, T[]>()
  readonly #wild = new Map<string, T[]>()

  add(host: string, value: T): void {
    const all = host.startsWith('*') ? this.#wild : this.#exact
    const known = all.get(host)
    if (known === undefined) all.set(host, [value])
    else known.push(value)
  }

  /** Those of the most specific host that stands for this one, in the order they were added. */
  of(host: string): readonly T[] {
    const exact = this.#exact.get(host)
    if (exact !== undefined) return exact
    let best = ''
    for (const wild of this.#wild.keys())
      if (wild.length > best.length && covers(wild, host)) best = wild
    return this.#wild.get(best) ?? []
  }
}
