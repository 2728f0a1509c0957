import type { BoundedContext } from '../bounded-context.ts'
import type { Relation } from './relations.ts'

/** The map as a Mermaid flowchart: an arrow from upstream to downstream, a double arrow between equals. */
export function mermaid(
  contexts: readonly BoundedContext[],
  relations: readonly Relation[],
): string {
  // a number for an id: names such as `end` or `card-network` mean something to Mermaid
  const id = (context: BoundedContext) => `c${contexts.indexOf(context) + 1}`
  const boxes = contexts.map((context) => `  ${id(context)}["${escaped(context.name)}"]`)
  const arrows = relations.map((relation) => {
    if ('between' in relation) {
      const [one, other] = relation.between
      return `  ${id(one)} <-->|${relation.kind}| ${id(other)}`
    }
    const { kind, upstream, downstream, offers } = relation
    return `  ${id(upstream)} -->|${[...offers, kind].join(', ')}| ${id(downstream)}`
  })
  return ['flowchart LR', ...boxes, ...arrows].join('\n')
}

const escaped = (name: string) => name.replaceAll('"', '#quot;')
