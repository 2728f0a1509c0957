import type { EdgeView, ServiceView } from '../../../server/views/service-view.ts'

/** What is drawn: services, who calls whom, and who hears whose events. */
export interface Graph {
  /** Graphs with the same key look the same, whatever their figures are. */
  readonly key: string
  readonly nodes: readonly ServiceView[]
  readonly edges: readonly Edge[]
}

export interface Edge extends Partial<Omit<EdgeView, 'from' | 'to'>> {
  readonly from: string
  readonly to: string
  readonly is: 'calls' | 'tells'
  /** What the caller knows the other by, where that is not its name. */
  readonly by?: string
  /** Of events told: how many are not handled yet. */
  readonly lag?: number
}

/**
 * A line that was called once stays on the drawing, so that it does not jump. Whoever hears another's events has called it for them: that
 * is drawn as telling, and as calls once `seen` has some.
 */
export function graphOf(
  services: readonly ServiceView[],
  calls: readonly EdgeView[],
  seen: Set<string>,
): Graph {
  const known = new Set(services.map(({ name }) => name))
  const edges: Edge[] = []
  for (const call of calls) {
    const hears = services.find(({ name }) => name === call.from)?.feeds ?? []
    const isHeard = hears.some(({ from }) => from === call.to)
    if (call.rate > 0 || (call.isCalled && !isHeard)) seen.add(edgeKey(call))
    if (!seen.has(edgeKey(call))) continue
    if (known.has(call.to)) edges.push({ ...call, is: 'calls' })
    else edges.push(...byEndpoint(call, known))
  }
  for (const { name, feeds } of services)
    for (const { from, lag } of feeds)
      if (known.has(from) && !edges.some((one) => one.from === from && one.to === name))
        edges.push({ from, to: name, is: 'tells', ...(lag !== undefined && { lag }) })
  const nodes = [...services].sort((a, b) => a.name.localeCompare(b.name))
  return {
    key: [...nodes.map(({ name }) => name), '|', ...edges.map(edgeKey)].join(' '),
    nodes,
    edges,
  }
}

export const edgeKey = ({ from, to }: { readonly from: string; readonly to: string }) =>
  `${from}→${to}`

/** A service of several instances is drawn as those; each has its share of the calls. */
function byEndpoint(call: EdgeView, known: ReadonlySet<string>): readonly Edge[] {
  const there = call.endpoints.flatMap((endpoint) => {
    const to = endpoint.address.split(':')[0] ?? ''
    return known.has(to) ? [{ to, endpoint }] : []
  })
  const open = Math.max(1, there.filter(({ endpoint }) => !endpoint.isEjected).length)
  return there.map(({ to, endpoint }) => ({
    ...{ ...call, to, by: call.to, is: 'calls' as const, endpoints: [endpoint] },
    rate: endpoint.isEjected ? 0 : Math.round((10 * call.rate) / open) / 10,
  }))
}

/** How an edge is, in one word. */
export function stateOf(edge: Edge): 'well' | 'failing' | 'shut' {
  const { endpoints = [], failing = 0 } = edge
  if (endpoints.length > 0 && endpoints.every(({ isEjected }) => isEjected)) return 'shut'
  return failing >= 0.05 ? 'failing' : 'well'
}
