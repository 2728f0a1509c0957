import type { Place } from './hull.ts'

interface Props {
  readonly place: Place
  readonly isFlowing: boolean
  readonly isCut: boolean
}

/** The way of the orders: through the first bulkhead always, through the second only while the door lets them. */
export function Lane({ place, isFlowing, isCut }: Props) {
  const { centres, bulkheads, lane, isNarrow } = place
  const start = isNarrow ? centres[0] - 26 : centres[0] - 60
  const end = isNarrow ? centres[2] + 18 : centres[2] + 40
  const moving = isFlowing ? ' is-flowing' : ''
  return (
    <g>
      <circle class="lane-end" cx={start} cy={lane} r={5} />
      <path class={`lane${moving}`} d={`M${start} ${lane}H${bulkheads[1]}`} />
      <path class={`lane${isCut ? ' is-cut' : moving}`} d={`M${bulkheads[1]} ${lane}H${end}`} />
      <path class={`lane-head${isCut ? ' is-cut' : ''}`} d={`M${end - 2} ${lane - 6}l8 6-8 6z`} />
    </g>
  )
}
