import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PartView } from '../../../server/views/service-view.ts'
import { address, href } from '../../address.ts'
import { type Layout, layOut, nodeSize, type Point, smooth } from '../../graph/layout.ts'
import { under } from '../../live/store.ts'
import { duration, figure, percent } from '../../parts/words.ts'
import { type Edge, edgeKey, type Graph, stateOf } from './graph.ts'

/** The drawing: services as boxes, calls as lines whose dots run as fast as requests do. Links are labelled in words; figures stand beside them for the eye. */
export function MeshPicture({
  graph,
  doors,
}: {
  readonly graph: Graph
  /** By service, of its circuit breakers that are not closed the one that is furthest from it. */
  readonly doors: ReadonlyMap<string, 'open' | 'half-open'>
}) {
  const layout = useSignal<Layout | undefined>(undefined)
  useEffect(() => {
    let isCurrent = true
    void layOut(graph).then((made) => {
      // an older drawing is better than none
      if (isCurrent || layout.peek() === undefined) layout.value = made
    })
    return () => {
      isCurrent = false
    }
  }, [graph.key])
  const made = layout.value
  if (made === undefined) return <p class="empty">Drawing…</p>
  const { width, height, nodes, edges } = made
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section class="mesh-stage" aria-label="Drawing of the mesh" tabIndex={0}>
      <svg viewBox={`0 0 ${width} ${height}`} style={{ '--width': `${width}px` }}>
        <title>Services, and who calls whom</title>
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0l8 4-8 4z" />
          </marker>
        </defs>
        {graph.edges.map((edge) => {
          const points = edges.get(edgeKey(edge))
          return points && <Line key={edgeKey(edge) + edge.is} edge={edge} points={points} />
        })}
        {graph.edges.map((edge) => {
          const points = edges.get(edgeKey(edge))
          return points && <Figures key={edgeKey(edge) + edge.is} edge={edge} points={points} />
        })}
        {graph.nodes.map((service) => {
          const place = nodes.get(service.name)
          return (
            place && (
              <Box
                key={service.name}
                service={service}
                place={place}
                edges={graph.edges}
                door={doors.get(service.name)}
              />
            )
          )
        })}
      </svg>
    </section>
  )
}

function Line({ edge, points }: { readonly edge: Edge; readonly points: readonly Point[] }) {
  const { from, to, rate = 0 } = edge
  const way = smooth(points)
  const isHere = address.value.path.join('/') === `edge/${from}/${to}`
  return (
    <a
      href={href('mesh', ['edge', from, to])}
      class={`line is-${lineState(edge)}`}
      aria-current={isHere ? 'true' : undefined}
      aria-label={lineWords(edge)}
    >
      <path class="reach" d={way} />
      <path
        class="way"
        d={way}
        style={{ '--weight': `${1.4 + Math.min(3, Math.log2(1 + rate))}px` }}
        marker-end="url(#arrow)"
      />
      {rate > 0 && (
        <path
          class="dots"
          d={way}
          style={{ '--pace': `${Math.max(0.25, 2.4 / Math.sqrt(rate)).toFixed(2)}s` }}
        />
      )}
    </a>
  )
}

const lineState = (edge: Edge) => (edge.is === 'tells' ? 'tells' : stateOf(edge))

/** Over every line, so that none crosses them; how many above its own, how long they took below: side by side they would reach into the boxes. */
function Figures({ edge, points }: { readonly edge: Edge; readonly points: readonly Point[] }) {
  const { is, rate = 0, failing = 0, p99 } = edge
  const state = lineState(edge)
  const middle = Math.floor(points.length / 2)
  const { x, y } = points[middle] as Point
  const falls = (points[middle + 1]?.y ?? y) - (points[middle - 1]?.y ?? y)
  // out of the way of a line that comes from above, or from below
  const lean = Math.max(-12, Math.min(12, falls / 4))
  if (is === 'tells' || (rate === 0 && state === 'well')) return null
  return (
    <g class={`told figure is-${state}`}>
      <text x={x + lean} y={y - 6}>
        {state === 'shut' ? '✕ shut' : `${figure(rate)}/s`}
        {state === 'failing' && ` · ${percent(failing)} ✕`}
      </text>
      {p99 !== undefined && state !== 'shut' && (
        <text x={x - lean} y={y + 13}>
          {duration(p99)}
        </text>
      )}
    </g>
  )
}

const parts = under<PartView>('part/')

/** Each case study has a colour of its own; its name stands beside it. */
const partNumber = (part: string) =>
  1 +
  (Math.max(
    0,
    parts.value.findIndex(({ name }) => name === part),
  ) %
    3)

interface BoxProps {
  readonly service: Graph['nodes'][number]
  readonly place: Point
  readonly edges: readonly Edge[]
  readonly door: 'open' | 'half-open' | undefined
}

const marks = { ready: '●', unready: '◐', silent: '…', down: '✕' } as const

function Box({ service, place, edges, door }: BoxProps) {
  const { name, part, health, faults = [] } = service
  const { width, height } = nodeSize
  const isHere = address.value.path.join('/') === `service/${name}`
  return (
    <>
      <a
        href={href('mesh', ['service', name])}
        class={`box is-${health} of-${part}`}
        aria-current={isHere ? 'true' : undefined}
        aria-label={[
          `${name}, ${part}, ${health}`,
          ...(faults.length > 0 ? [`faults are on: ${faults.map(({ is }) => is).join(', ')}`] : []),
          ...(door ? [`a circuit breaker of it is ${door}`] : []),
          ...edges.filter(({ from }) => from === name).map(lineWords),
        ].join('. ')}
        data-testid={`node-${name}`}
      >
        <rect
          class="box-frame"
          x={place.x - width / 2}
          y={place.y - height / 2}
          width={width}
          height={height}
          rx="9"
        />
        <path
          class="stripe"
          style={{ '--part': `var(--part-${partNumber(part)})` }}
          d={`M${place.x - width / 2 + 4.5} ${place.y - height / 2 + 9}v${height - 18}`}
        />
        <text class="name" x={place.x - width / 2 + 14} y={place.y - 3}>
          {name}
        </text>
      </a>
      <g class="told">
        <text class="of" x={place.x + width / 2 - 10} y={place.y + 14}>
          {part}
        </text>
        <text class="health" x={place.x - width / 2 + 14} y={place.y + 14}>
          {marks[health]} {health}
          {service.head !== undefined && ` · log ${figure(service.head)}`}
        </text>
        {faults.length > 0 && (
          <Badge x={place.x + width / 2} y={place.y - height / 2} is="fault" text="fault" />
        )}
        {door && (
          <Badge
            x={place.x + width / 2}
            y={place.y + height / 2}
            is={door}
            text={`breaker ${door}`}
          />
        )}
      </g>
    </>
  )
}

function Badge({
  x,
  y,
  is,
  text,
}: {
  readonly x: number
  readonly y: number
  readonly is: string
  readonly text: string
}) {
  const width = 12 + text.length * 6
  return (
    <g class={`badge is-${is}`}>
      <rect x={x - width + 6} y={y - 9} width={width} height="18" rx="9" />
      <text x={x - width / 2 + 6} y={y + 4}>
        {text}
      </text>
    </g>
  )
}

function lineWords(edge: Edge): string {
  const { from, to, is, rate = 0, failing = 0, p99, lag } = edge
  if (is === 'tells') return `${to} hears the events of ${from}${lag ? `, ${lag} behind` : ''}`
  const state = stateOf(edge)
  const figures = [`${figure(rate)} a second`, `${percent(failing)} failing`]
  if (p99 !== undefined) figures.push(`p99 ${duration(p99)}`)
  return `${from} calls ${to}: ${state === 'shut' ? 'the door is shut, ' : ''}${figures.join(', ')}`
}
