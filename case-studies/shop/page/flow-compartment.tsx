import type { Place } from './hull.ts'

interface Props {
  readonly place: Place
  readonly at: number
  readonly name: string
  readonly value: string
  readonly caption: string
  readonly isDown: boolean
}

/** What a compartment holds: its name, one figure and what the figure counts. */
export function Compartment({ place, at, name, value, caption, isDown }: Props) {
  return (
    <g class={`compartment${isDown ? ' is-down' : ''}`}>
      <text class="compartment-name" x={at} y={40}>
        {name}
      </text>
      <text class="compartment-value" x={at} y={72}>
        {isDown ? 'down' : value}
      </text>
      {!place.isNarrow && (
        <text class="compartment-caption" x={at} y={90}>
          {isDown ? 'does not answer' : caption}
        </text>
      )}
    </g>
  )
}
