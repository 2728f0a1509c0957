/** An event of a story, in whichever log it stands. */
export interface StoryEvent {
  readonly service: string
  readonly id: string
  readonly stream: string
  readonly revision: number
  readonly position: number
  readonly at: number
  readonly type: string
  readonly causation: string | null
  readonly trace: string | null
}

export interface CauseNode {
  readonly event: StoryEvent
  readonly depth: number
  /** What led to it, where that is no event of the story: a request, an alarm, or an event beyond what was looked at. */
  readonly from: 'event' | 'command' | 'alarm' | 'elsewhere'
  /** By how many ms its clock says that it came before its cause: clocks differ, causes do not. */
  readonly clockBehindMs: number
}

/** Causes before their effects, each effect below its cause, whatever the clocks say. */
export function causeTree(
  events: readonly StoryEvent[],
  correlation: string,
): readonly CauseNode[] {
  const byId = new Map(events.map((event) => [event.id, event]))
  const effects = Map.groupBy(events, ({ causation, id }) =>
    causation !== null && causation !== id && byId.has(causation) ? causation : '',
  )
  const order = (a: StoryEvent, b: StoryEvent) =>
    a.service === b.service ? a.position - b.position : a.at - b.at
  const tree: CauseNode[] = []
  const seen = new Set<StoryEvent>()
  const add = (root: StoryEvent) => {
    const waiting: [StoryEvent, StoryEvent | undefined, number][] = [[root, undefined, 0]]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [event, cause, depth] = next
      if (seen.has(event)) continue
      seen.add(event)
      const from = cause ? 'event' : originOf(event, correlation)
      tree.push({ event, depth, from, clockBehindMs: Math.max(0, (cause?.at ?? 0) - event.at) })
      const below = [...(effects.get(event.id) ?? [])].sort(order).reverse()
      for (const effect of below) waiting.push([effect, event, depth + 1])
    }
  }
  for (const event of [...(effects.get('') ?? [])].sort(order)) add(event)
  // a circle of causes, which no log should have, is told all the same
  for (const event of [...events].sort(order)) add(event)
  return tree
}

function originOf({ causation }: StoryEvent, correlation: string): CauseNode['from'] {
  if (causation?.startsWith('alarm:')) return 'alarm'
  // a request that tells no story begins one under its own id
  return causation === null || causation === correlation ? 'command' : 'elsewhere'
}
