const mostRemoved = 1_000

/** Named values, each with the version that changed it last: what has changed since any version is known without keeping a history. */
export class Versioned<Value> {
  readonly #items = new Map<
    string,
    { readonly value: Value | undefined; readonly version: number }
  >()
  readonly #isSame: (a: Value, b: Value) => boolean
  #removed = 0
  #oldest = 0

  constructor(isSame: (a: Value, b: Value) => boolean) {
    this.#isSame = isSame
  }

  /** Sets a value, or removes it; whether that is a change. */
  set(name: string, value: Value | undefined, version: number): boolean {
    const before = this.#items.get(name)
    const known = before?.value
    if (
      known === undefined ? value === undefined : value !== undefined && this.#isSame(known, value)
    )
      return false
    if (before !== undefined && known === undefined) this.#removed--
    this.#items.set(name, { value, version })
    if (value === undefined && ++this.#removed > mostRemoved) this.#forget(version)
    return true
  }

  /** The names that have a value. */
  names(): readonly string[] {
    return [...this.#items].flatMap(([name, { value }]) => (value === undefined ? [] : [name]))
  }

  /** Whether `since` can tell what has changed since this version. */
  remembers(version: number): boolean {
    return version >= this.#oldest
  }

  all(): ReadonlyMap<string, Value> {
    const values = new Map<string, Value>()
    for (const [name, { value }] of this.#items) if (value !== undefined) values.set(name, value)
    return values
  }

  /** What has changed after a version; undefined: removed. */
  since(version: number): ReadonlyMap<string, Value | undefined> {
    const values = new Map<string, Value | undefined>()
    for (const [name, item] of this.#items) if (item.version > version) values.set(name, item.value)
    return values
  }

  /** Names come and go without end; whoever is behind this version is told everything. */
  #forget(version: number): void {
    for (const [name, { value }] of this.#items) if (value === undefined) this.#items.delete(name)
    this.#removed = 0
    this.#oldest = version
  }
}
