import { computed } from '@preact/signals'
import type { BreakerView } from '../../../server/views/breaker-view.ts'
import type { EdgeView, ServiceView } from '../../../server/views/service-view.ts'
import { address, go, href } from '../../address.ts'
import { useKeys } from '../../keys.ts'
import { entry, link, under } from '../../live/store.ts'
import { Picture } from '../../parts/picture.tsx'
import { duration, figure, percent } from '../../parts/words.ts'
import { EdgeDetails, ServiceDetails } from './details.tsx'
import { type Edge, graphOf, stateOf } from './graph.ts'
import './mesh.css'
import { MeshPicture } from './picture.tsx'
import { ScenarioPanel } from './scenario-panel.tsx'
import { TrafficPanel } from './traffic-panel.tsx'

const services = under<ServiceView>('service/')
const calls = under<readonly EdgeView[]>('edges/')
const seen = new Set<string>()
const graph = computed(() => graphOf(services.value, calls.value.flat(), seen))

function step(by: number): void {
  const { nodes } = graph.value
  const here = nodes.findIndex(({ name }) => name === address.value.path[1])
  const next = nodes[(here + by + nodes.length) % nodes.length]
  if (next) go(href('mesh', ['service', next.name]), { replace: true })
}

/** Every service that runs, who calls whom, and what can be broken. */
export default function Mesh() {
  const { nodes, edges } = graph.value
  useKeys([
    { key: 'j', does: 'mesh: the next service', run: () => step(1) },
    { key: 'k', does: 'mesh: the service before', run: () => step(-1) },
  ])
  if (nodes.length === 0)
    return (
      <p class="empty">
        {link.value === 'live'
          ? 'No service runs beside the console.'
          : 'Waiting for the first news…'}
      </p>
    )
  const doors = new Map(
    nodes.flatMap(({ name }) => {
      const breakers = entry<readonly BreakerView[]>(`breakers/${name}`).value ?? []
      const states = new Set(breakers.map(({ state }) => state))
      const furthest = (['open', 'half-open'] as const).find((state) => states.has(state))
      return furthest ? [[name, furthest] as const] : []
    }),
  )
  return (
    <div class="mesh">
      <section class="panel stage" aria-label="The mesh">
        <Picture
          label="Calls of the last ten seconds, and whose events are heard"
          rows={edges}
          columns={columns}
        >
          <MeshPicture graph={graph.value} doors={doors} />
        </Picture>
        <Legend />
      </section>
      <div class="side">
        <Details edges={edges} />
        <TrafficPanel />
        <ScenarioPanel />
      </div>
    </div>
  )
}

function Details({ edges }: { readonly edges: readonly Edge[] }) {
  const [kind, first, second] = address.value.path
  const service = services.value.find(({ name }) => name === first)
  if (kind === 'service' && service) return <ServiceDetails key={first} service={service} />
  const edge = edges.find(({ from, to }) => from === first && to === second)
  if (kind === 'edge' && edge && service)
    return <EdgeDetails key={`${first}→${second}`} edge={edge} part={service.part} />
  return (
    <section class="panel">
      <h2>Pick a service or a line</h2>
      <p class="quiet-text">
        It tells how it is, and can be broken. By keyboard: <kbd>j</kbd> and <kbd>k</kbd> go through
        them.
      </p>
    </section>
  )
}

const columns = [
  { name: 'from', of: ({ from }: Edge) => <a href={href('mesh', ['service', from])}>{from}</a> },
  { name: 'to', of: ({ from, to }: Edge) => <a href={href('mesh', ['edge', from, to])}>{to}</a> },
  { name: 'what', of: ({ is }: Edge) => (is === 'calls' ? 'calls' : 'tells its events') },
  {
    name: 'a second',
    of: ({ rate }: Edge) => (rate === undefined ? '' : figure(rate)),
    isNumber: true,
  },
  {
    name: 'failing',
    of: ({ failing }: Edge) => (failing === undefined ? '' : percent(failing)),
    isNumber: true,
  },
  { name: 'p50', of: ({ p50 }: Edge) => (p50 === undefined ? '' : duration(p50)), isNumber: true },
  { name: 'p99', of: ({ p99 }: Edge) => (p99 === undefined ? '' : duration(p99)), isNumber: true },
  { name: 'door', of: (edge: Edge) => (edge.is === 'tells' ? '' : stateOf(edge)) },
]

const Legend = () => (
  <p class="legend quiet-text">
    <span class="key is-calls" /> calls, as fast as the dots run <span class="key is-failing" />{' '}
    some fail ✕ <span class="key is-shut" /> shut <span class="key is-tells" /> tells its events
  </p>
)
