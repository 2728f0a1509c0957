import { Graph as Dagre, layout } from '@dagrejs/dagre'
import { type Graph, type LayoutAnswer, nodeSize } from './layout.ts'

const gap = 26

addEventListener('message', ({ data }: MessageEvent<Graph>) => {
  const graph = new Dagre({ compound: true })
  graph.setGraph({
    rankdir: 'LR',
    nodesep: gap,
    ranksep: 104,
    edgesep: 14,
    marginx: 12,
    marginy: 12,
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { name } of data.nodes) graph.setNode(name, { ...nodeSize })
  for (const { from, to } of data.edges) graph.setEdge(from, to)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  const answer: LayoutAnswer = {
    key: data.key,
    layout: {
      ...{ width, height },
      nodes: new Map(data.nodes.map(({ name }) => [name, placeOf(graph.node(name))])),
      edges: new Map(
        data.edges.map(({ from, to }) => [
          `${from}→${to}`,
          (graph.edge(from, to).points ?? []).map(placeOf),
        ]),
      ),
    },
  }
  postMessage(answer)
})

const placeOf = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }) => ({ x, y })
