import type { BreakerState } from '../gateway/live-state.ts'
import { type Place, wall } from './hull.ts'

type State = BreakerState['state'] | undefined

const slab = 26
const label = { width: 212, height: 26 }

// a closed circuit is an open door: the words would be read wrongly if only one of the two were named
const doors = { closed: 'door open', open: 'door shut', 'half-open': 'door ajar' } as const

/** A bulkhead with an opening for the orders. */
export function Bulkhead({ place, x }: { readonly place: Place; readonly x: number }) {
  const { opening, deck, keel } = place
  const left = x - wall / 2
  return (
    <g class="bulkhead">
      <rect x={left} y={deck} width={wall} height={opening.top - deck} />
      <rect x={left} y={opening.bottom} width={wall} height={keel - opening.bottom} />
    </g>
  )
}

/** The door before the card network, which slides down: up while the circuit is closed, down while it is open. */
export function Door({ place, state }: { readonly place: Place; readonly state: State }) {
  const { opening, keel, height } = place
  const x = place.bulkheads[1]
  const tall = opening.bottom - opening.top + 4
  const top = opening.top - 2
  const middle = top + tall / 2
  const name = state ?? 'unknown'
  const centre = Math.min(x, place.width - label.width / 2 - 2)
  return (
    <g class={`door is-${name}`}>
      <Bulkhead place={place} x={x} />
      <g class="slab">
        <rect x={x - slab / 2} y={top} width={slab} height={tall} rx={5} />
        <circle cx={x} cy={middle} r={8.5} />
        <path d={`M${x} ${middle - 12}v24M${x - 12} ${middle}h24`} />
      </g>
      <path class="leader" d={`M${x} ${keel}V${height - label.height - 8}`} />
      <g class="door-label">
        <rect
          x={centre - label.width / 2}
          y={height - label.height - 8}
          width={label.width}
          height={label.height}
          rx={label.height / 2}
        />
        <text x={centre} y={height - label.height / 2 - 3.5}>
          {state === undefined ? 'circuit unknown' : `circuit ${state} · ${doors[state]}`}
        </text>
      </g>
    </g>
  )
}
