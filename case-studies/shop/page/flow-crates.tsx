import { count } from './format.ts'
import type { Place } from './hull.ts'
import { wall } from './hull.ts'

const size = 11
const gap = 3
const rows = 4

/** Orders that wait, stacked before the door. */
export function Crates({ place, waiting }: { readonly place: Place; readonly waiting: number }) {
  const { bulkheads, keel, isNarrow } = place
  const columns = isNarrow ? 4 : 9
  const shown = Math.min(waiting, rows * columns)
  const edge = bulkheads[1] - wall / 2 - 10
  const more = waiting - shown
  return (
    <g class="crates">
      {Array.from({ length: shown }, (_, i) => {
        const x = edge - (Math.floor(i / rows) + 1) * (size + gap)
        const y = keel - 4 - ((i % rows) + 1) * (size + gap)
        return <rect key={i} x={x} y={y} width={size} height={size} rx={2} />
      })}
      {more > 0 && (
        <text x={edge} y={keel - 12 - rows * (size + gap)}>
          +{count(more)}
        </text>
      )}
    </g>
  )
}
