import type { BoundedContext } from '../bounded-context.ts'
import { mermaid } from './mermaid.ts'
import { invalid, type Relation, require, wordsOf } from './relations.ts'

export interface ContextMap {
  readonly name: string
  readonly contexts: readonly BoundedContext[]
  readonly relations: readonly Relation[]
  /** The map as a Mermaid flowchart, from upstream to downstream. */
  mermaid(): string
}

/** Which contexts there are and how they depend on each other. Refuses relations that contradict each other, and whatever the map and the contexts do not both say. */
export function contextMap(
  name: string,
  contexts: readonly BoundedContext[],
  relations: readonly Relation[],
): ContextMap {
  require(new Set(contexts.map((context) => context.name)).size ===
    contexts.length, `${name} has two contexts of one name`)
  checkEnds(contexts, relations)
  checkPairs(relations)
  for (const downstream of contexts) checkDependences(downstream, contexts, relations)
  checkKernels(contexts, relations)
  return { name, contexts, relations, mermaid: () => mermaid(contexts, relations) }
}

function checkEnds(contexts: readonly BoundedContext[], relations: readonly Relation[]): void {
  for (const relation of relations) {
    const [one, other] = endsOf(relation)
    for (const end of [one, other])
      require(contexts.includes(end), `${end.name} is in a relation and not on the map`)
    require(one !== other, `${one.name} has a relation to itself`)
  }
}

function checkPairs(relations: readonly Relation[]): void {
  for (const [index, relation] of relations.entries())
    for (const earlier of relations.slice(0, index)) {
      const found = contradiction(relation, earlier)
      if (found !== undefined) throw invalid(found)
    }
}

/** What two contexts are for each other is said once, and its two directions agree. */
function contradiction(relation: Relation, earlier: Relation): string | undefined {
  const [one, other] = endsOf(relation)
  const ends = endsOf(earlier)
  if (!ends.includes(one) || !ends.includes(other)) return undefined
  const pair = `${one.name} and ${other.name}`
  const kinds = [earlier.kind, relation.kind]
  const both = kinds[0] === kinds[1] ? relation.kind : undefined
  if ('between' in relation && 'between' in earlier)
    return both && `the ${both} of ${pair} is stated twice`
  if (kinds.includes('partnership'))
    return `${pair} are in ${kinds.join(' and ')}: partners are neither upstream nor downstream`
  // what two share does not say who leads in the rest
  if (kinds.includes('shared kernel')) return undefined
  if (ends[0] === one) return `the relation from ${one.name} to ${other.name} is stated twice`
  if (both === 'customer/supplier') return `${pair} are each other's customers: say partnership`
  if (both === 'conformist') return `${pair} conform to each other: one of them has to lead`
  return undefined
}

/** Whoever hears or calls another is downstream of it on the map, or its partner, and hears only what it speaks. */
function checkDependences(
  downstream: BoundedContext,
  contexts: readonly BoundedContext[],
  relations: readonly Relation[],
): void {
  const { name } = downstream
  const isStated = (upstream: BoundedContext) =>
    relations.some((relation) => {
      const [one, other] = endsOf(relation)
      if (relation.kind === 'partnership')
        return [one, other].includes(upstream) && [one, other].includes(downstream)
      return relation.kind !== 'shared kernel' && one === upstream && other === downstream
    })
  const others = [
    ...downstream.hears.map(({ from }) => ({ verb: 'hears', language: from })),
    ...downstream.calls.map((language) => ({ verb: 'calls', language })),
  ]
  for (const { verb, language } of others) {
    const upstream = contexts.find((one) => one.name === language.context)
    require(upstream !== undefined, `${name} ${verb} ${language.context}, which is not on the map`)
    require(isStated(upstream), `${name} ${verb} ${upstream.name}, and the map does not say so`)
    if (verb === 'calls') {
      require(upstream.speaks ===
        language, `${name} calls ${upstream.name} in words that it does not speak`)
      continue
    }
    for (const event of language.events)
      require(upstream.speaks?.events.includes(event) ===
        true, `${name} hears ${event.type}, which ${upstream.name} does not speak`)
  }
}

/** A word that two contexts work with is in a kernel they share: otherwise one changes it under the other. */
function checkKernels(contexts: readonly BoundedContext[], relations: readonly Relation[]): void {
  for (const [index, one] of contexts.entries())
    for (const other of contexts.slice(index + 1)) {
      const theirs = wordsOf(other)
      for (const word of wordsOf(one)) {
        if (!theirs.has(word)) continue
        const isShared = relations.some(
          (relation) =>
            'words' in relation &&
            relation.words.includes(word) &&
            [one, other].every((end) => relation.between.includes(end)),
        )
        require(isShared, `${one.name} and ${other.name} both use ${word.type}, and the map names no kernel that they share`)
      }
    }
}

const endsOf = (relation: Relation): readonly [BoundedContext, BoundedContext] =>
  'upstream' in relation ? [relation.upstream, relation.downstream] : relation.between
