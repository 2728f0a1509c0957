import type { StringMatch } from '../../model/route.ts'
import { leadingText } from './leading-text.ts'
import { type Entry, Listed, type Part } from './part.ts'
import { PrefixTree } from './prefix-tree.ts'
import type { Target } from './target.ts'

/** So few are tried sooner than looked up. */
const few = 4

/** Entries narrowed by their path, then by whatever else most of them say exactly. */
export const narrowed = (entries: readonly Entry[]): Part =>
  entries.length <= few ? new Listed(entries) : new ByPath(entries)

/** Parts by what the path is, or begins with. */
class ByPath implements Part {
  readonly #exact: ReadonlyMap<string, Part>
  readonly #prefix: PrefixTree<Part>
  readonly #exactInAnyCase: ReadonlyMap<string, Part>
  readonly #prefixInAnyCase: PrefixTree<Part>
  readonly #hasAnyCase: boolean
  readonly #others: Part

  constructor(entries: readonly Entry[]) {
    const exact = new Groups()
    const prefix = new Groups()
    const exactInAnyCase = new Groups()
    const prefixInAnyCase = new Groups()
    const others: Entry[] = []
    for (const entry of entries) {
      const uri = entry.match?.uri
      if (uri === undefined || 'present' in uri) others.push(entry)
      else if ('regex' in uri) prefix.add(leadingText(uri.regex), entry)
      else if ('exact' in uri && uri.ignoreCase) exactInAnyCase.add(uri.exact.toLowerCase(), entry)
      else if ('exact' in uri) exact.add(uri.exact, entry)
      else if (uri.ignoreCase) prefixInAnyCase.add(uri.prefix.toLowerCase(), entry)
      else prefix.add(uri.prefix, entry)
    }
    this.#exact = exact.parts()
    this.#prefix = new PrefixTree(prefix.parts())
    this.#exactInAnyCase = exactInAnyCase.parts()
    this.#prefixInAnyCase = new PrefixTree(prefixInAnyCase.parts())
    this.#hasAnyCase = exactInAnyCase.size + prefixInAnyCase.size > 0
    this.#others = byValue(others)
  }

  find(target: Target, end: number): Entry | undefined {
    const search = new Search(target, end)
    const { path } = target
    search.in(this.#exact.get(path))
    this.#prefix.visit(path, visit, search)
    if (this.#hasAnyCase) {
      const lowered = path.toLowerCase()
      search.in(this.#exactInAnyCase.get(lowered))
      this.#prefixInAnyCase.visit(lowered, visit, search)
    }
    search.in(this.#others)
    return search.found
  }
}

/** The best find so far. */
class Search {
  readonly #target: Target
  #end: number
  found: Entry | undefined

  constructor(target: Target, end: number) {
    this.#target = target
    this.#end = end
  }

  in(part: Part | undefined): void {
    const found = part?.find(this.#target, this.#end)
    if (found === undefined) return
    this.found = found
    this.#end = found.at
  }
}

const visit = (part: Part, search: Search): Search => {
  search.in(part)
  return search
}

class Groups {
  readonly #groups = new Map<string, Entry[]>()

  get size(): number {
    return this.#groups.size
  }

  add(key: string, entry: Entry): void {
    const group = this.#groups.get(key)
    if (group === undefined) this.#groups.set(key, [entry])
    else group.push(entry)
  }

  parts(): ReadonlyMap<string, Part> {
    return new Map([...this.#groups].map(([key, entries]) => [key, byValue(entries)]))
  }
}

/** Something of a request that entries may say exactly. */
interface Trait {
  readonly of: 'method' | 'authority' | 'header' | 'query'
  readonly name: string
}

/** Parts by the value of the trait that tells most entries apart; as a list where none is named by half of them. */
function byValue(entries: readonly Entry[]): Part {
  if (entries.length <= few) return new Listed(entries)
  const traits = new Map<string, { readonly trait: Trait; count: number; values: Set<string> }>()
  for (const entry of entries)
    for (const [trait, value] of exactly(entry)) {
      const key = `${trait.of} ${trait.name}`
      const known = traits.get(key)
      if (known === undefined) traits.set(key, { trait, count: 1, values: new Set([value]) })
      else {
        known.count++
        known.values.add(value)
      }
    }
  let best: { readonly trait: Trait; readonly values: ReadonlySet<string> } | undefined
  for (const one of traits.values())
    if (one.count >= entries.length / 2 && one.values.size > (best?.values.size ?? 1)) best = one
  return best === undefined ? new Listed(entries) : new ByValue(best.trait, entries)
}

class ByValue implements Part {
  readonly #trait: Trait
  readonly #parts: ReadonlyMap<string, Part>
  readonly #others: Part

  constructor(trait: Trait, entries: readonly Entry[]) {
    this.#trait = trait
    const groups = new Groups()
    const others: Entry[] = []
    for (const entry of entries) {
      const said = exactly(entry).find(([one]) => one.of === trait.of && one.name === trait.name)
      if (said === undefined) others.push(entry)
      else groups.add(said[1], entry)
    }
    this.#parts = groups.parts()
    this.#others = byValue(others)
  }

  find(target: Target, end: number): Entry | undefined {
    const value = traitOf(this.#trait, target)
    const found = value === undefined ? undefined : this.#parts.get(value)?.find(target, end)
    return this.#others.find(target, found?.at ?? end) ?? found
  }
}

function traitOf({ of, name }: Trait, target: Target): string | undefined {
  switch (of) {
    case 'method':
      return target.method
    case 'authority':
      return target.authority
    case 'header':
      return target.header(name)
    case 'query':
      return target.query.get(name) ?? undefined
  }
}

/** What an entry says with one exact value. */
function exactly({ match }: Entry): (readonly [Trait, string])[] {
  if (match === undefined) return []
  const traits: (readonly [Trait, string])[] = []
  const say = (of: Trait['of'], name: string, said: StringMatch | undefined) => {
    if (said !== undefined && 'exact' in said && !said.ignoreCase)
      traits.push([{ of, name }, said.exact])
  }
  say('method', '', match.method)
  say('authority', '', match.authority)
  for (const one of match.headers) say('header', one.name.toLowerCase(), one.match)
  for (const one of match.query) say('query', one.name, one.match)
  return traits
}
