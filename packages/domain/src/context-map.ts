import type { BoundedContext } from './bounded-context.ts'
import { DomainError } from './domain-error.ts'

type RelationKind = 'anticorruption' | 'customer/supplier' | 'conformist' | 'partnership'

export interface Relation {
  readonly kind: RelationKind
  readonly upstream: BoundedContext
  readonly downstream: BoundedContext
}

export interface ContextMap {
  readonly name: string
  readonly contexts: readonly BoundedContext[]
  readonly relations: readonly Relation[]
  /** The map as a Mermaid flowchart, from upstream to downstream. */
  mermaid(): string
}

/** The downstream translates what the upstream publishes, so that no foreign word gets in. Refuses a downstream without such a translation. */
export function anticorruption(of: Omit<Relation, 'kind'>): Relation {
  const { upstream, downstream } = of
  require(downstream.hears.some(
    ({ from }) => from.context === upstream.name,
  ), `${downstream.name} has no translation of what ${upstream.name} publishes`)
  return { kind: 'anticorruption', ...of }
}

/** Which contexts there are and how they depend on each other. Refuses whatever the map and the contexts do not both say. */
export function contextMap(
  name: string,
  contexts: readonly BoundedContext[],
  relations: readonly Relation[],
): ContextMap {
  const named = new Map(contexts.map((context) => [context.name, context]))
  require(named.size === contexts.length, `${name} has two contexts of one name`)

  const stated = new Set<string>()
  for (const { upstream, downstream } of relations) {
    const key = `${upstream.name} to ${downstream.name}`
    for (const end of [upstream, downstream])
      require(named.get(end.name) === end, `${end.name} is in a relation and not on the map`)
    require(upstream !== downstream, `${upstream.name} has a relation to itself`)
    require(!stated.has(key), `the relation from ${key} is stated twice`)
    stated.add(key)
  }

  for (const { name: downstream, hears, calls } of contexts) {
    for (const { context: upstream } of calls)
      require(stated.has(
        `${upstream} to ${downstream}`,
      ), `${downstream} calls ${upstream}, and the map does not say so`)
    for (const { from } of hears) {
      const spoken = named.get(from.context)?.speaks?.events ?? []
      require(stated.has(
        `${from.context} to ${downstream}`,
      ), `${downstream} hears ${from.context}, and the map does not say so`)
      for (const event of from.events)
        require(spoken.includes(
          event,
        ), `${downstream} hears ${event.type}, which ${from.context} does not speak`)
    }
  }
  return { name, contexts, relations, mermaid: () => mermaid(contexts, relations) }
}

function require(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new DomainError('WT_CONTEXT_MAP_INVALID', sentence)
}

function mermaid(contexts: readonly BoundedContext[], relations: readonly Relation[]): string {
  // a number for an id: names such as `end` or `card-network` mean something to Mermaid
  const id = (context: BoundedContext) => `c${contexts.indexOf(context) + 1}`
  const boxes = contexts.map(
    (context) => `  ${id(context)}["${context.name.replaceAll('"', '#quot;')}"]`,
  )
  const arrows = relations.map(
    ({ kind, upstream, downstream }) => `  ${id(upstream)} -->|${kind}| ${id(downstream)}`,
  )
  return ['flowchart LR', ...boxes, ...arrows].join('\n')
}
