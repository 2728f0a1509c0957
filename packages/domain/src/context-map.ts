import type { BoundedContext } from './bounded-context.ts'

export type RelationKind = 'anticorruption' | 'customer/supplier' | 'conformist' | 'partnership'
export interface Relation {
  readonly kind: RelationKind
  readonly upstream: BoundedContext
  readonly downstream: BoundedContext
}
export interface ContextMap {
  readonly name: string
  readonly contexts: readonly BoundedContext[]
  readonly relations: readonly Relation[]
  /** The map as a Mermaid flowchart. */
  mermaid(): string
}

/** The downstream translates what the upstream publishes, so that no foreign word gets in. */
export const anticorruption = (of: Omit<Relation, 'kind'>): Relation => {
  const { upstream, downstream } = of
  if (!downstream.hears.some(({ from }) => from.context === upstream.name))
    throw new TypeError(`${downstream.name} has no translation of what ${upstream.name} publishes`)
  return { kind: 'anticorruption', ...of }
}

/** Which contexts there are and how they depend on each other. Refuses a relation to itself, one stated twice, and a translation without a relation. */
export function contextMap(
  name: string,
  contexts: readonly BoundedContext[],
  relations: readonly Relation[],
): ContextMap {
  const stated = new Set<string>()
  for (const { upstream, downstream } of relations) {
    const key = `${upstream.name}>${downstream.name}`
    if (upstream === downstream) throw new TypeError(`${upstream.name} has a relation to itself`)
    if (stated.has(key)) throw new TypeError(`the relation ${key} is stated twice`)
    stated.add(key)
  }
  for (const { name: downstream, hears } of contexts)
    for (const { from } of hears)
      if (!stated.has(`${from.context}>${downstream}`))
        throw new TypeError(`${downstream} hears ${from.context}, and the map does not say so`)
  const lines = relations.map(
    ({ kind, upstream, downstream }) => `  ${upstream.name} -- ${kind} --> ${downstream.name}`,
  )
  return { name, contexts, relations, mermaid: () => ['flowchart LR', ...lines].join('\n') }
}
