import { useSignal } from '@preact/signals'
import { Fragment } from 'preact'
import { useEffect } from 'preact/hooks'
import type { ContextView, RelationView } from '../../../server/views/context-view.ts'
import type { ServiceView } from '../../../server/views/service-view.ts'
import { address, href } from '../../address.ts'
import { type Layout, layOut, nodeSize, smooth } from '../../graph/layout.ts'

interface MapProps {
  readonly contexts: readonly ContextView[]
  readonly relations: readonly RelationView[]
  readonly services: readonly ServiceView[]
}

/** From upstream at the left to downstream at the right. */
export function MapPicture({ contexts, relations, services }: MapProps) {
  const layout = useSignal<Layout | undefined>(undefined)
  const edges = relations.map(({ upstream, downstream }) => ({ from: upstream, to: downstream }))
  const key = ['contexts', ...contexts.map(({ name }) => name)].join(' ')
  useEffect(() => {
    void layOut({ key, nodes: contexts.map(({ name }) => ({ name })), edges }).then((made) => {
      layout.value = made
    })
  }, [key])
  const made = layout.value
  if (made === undefined) return <p class="empty">Drawing…</p>
  const { width, height } = nodeSize
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section class="map-stage" aria-label="Drawing of the context map" tabIndex={0}>
      <svg viewBox={`0 0 ${made.width} ${made.height}`}>
        <title>Bounded contexts, and who depends on whom</title>
        <defs>
          <marker
            id="downstream"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
          >
            <path class="map-arrow" d="M0 0l8 4-8 4z" />
          </marker>
        </defs>
        {relations.map(({ upstream, downstream, kind }) => {
          const points = made.edges.get(`${upstream}→${downstream}`) ?? []
          const middle = points[Math.floor(points.length / 2)]
          return (
            <g key={`${upstream} ${downstream}`} class="relation">
              <path class="relation-way" d={smooth(points)} marker-end="url(#downstream)" />
              {middle && (
                <text x={middle.x} y={middle.y - 6}>
                  {kind}
                </text>
              )}
            </g>
          )
        })}
        {contexts.map(({ name, part }) => {
          const place = made.nodes.get(name)
          const service = services.find((one) => one.name === name)
          const lag = service?.feeds.reduce((sum, feed) => sum + (feed.lag ?? 0), 0) ?? 0
          const state =
            service === undefined ? 'not running' : lag > 0 ? `${lag} behind` : 'up to date'
          if (place === undefined) return null
          return (
            <Fragment key={name}>
              <a
                class="context-box"
                href={href('contexts', [name])}
                aria-current={address.value.path[0] === name ? 'true' : undefined}
                aria-label={[name, part, state, ...(service ? [service.health] : [])].join(', ')}
                data-testid={`context-${name}`}
              >
                <rect
                  x={place.x - width / 2}
                  y={place.y - height / 2}
                  width={width}
                  height={height}
                  rx="9"
                />
                <text class="name" x={place.x} y={place.y - 2}>
                  {name}
                </text>
              </a>
              <text class="context-state" x={place.x} y={place.y + 14}>
                {part} · {state}
              </text>
            </Fragment>
          )
        })}
      </svg>
    </section>
  )
}
