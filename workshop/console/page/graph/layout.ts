/** What is to be laid out; what has the same key has the same layout. */
export interface Graph {
  readonly key: string
  readonly nodes: readonly { readonly name: string }[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
}

/** Where everything is drawn, in the units of the drawing. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly nodes: ReadonlyMap<string, Point>
  /** By `from→to`: the way that the line takes. */
  readonly edges: ReadonlyMap<string, readonly Point[]>
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** What is sent to the worker and back. */
export interface LayoutAnswer {
  readonly key: string
  readonly layout: Layout
}

export const nodeSize = Object.freeze({ width: 172, height: 46 })

let worker: Worker | undefined

/** Lays the graph out away from the page's own thread; a graph of the same shape is laid out once. */
export function layOut(graph: Graph): Promise<Layout> {
  const known = laidOut.get(graph.key)
  if (known) return known
  worker ??= new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  const { key } = graph
  const made = new Promise<Layout>((resolve) => {
    const hear = ({ data }: MessageEvent<LayoutAnswer>) => {
      if (data.key !== key) return
      worker?.removeEventListener('message', hear)
      resolve(data.layout)
    }
    worker?.addEventListener('message', hear)
    const { nodes, edges } = graph
    const names = nodes.map(({ name }) => ({ name }))
    worker?.postMessage({ key, nodes: names, edges: edges.map(({ from, to }) => ({ from, to })) })
  })
  laidOut.set(key, made)
  return made
}

const laidOut = new Map<string, Promise<Layout>>()

/** A line through the points without corners. */
export function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let way = `M${at(first)}`
  for (const [i, here] of rest.entries()) {
    const next = rest[i + 1]
    if (next === undefined) way += ` L${at(here)}`
    else way += ` Q${at(here)} ${at({ x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 })}`
  }
  return way
}

const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`
