import { lastCompartment, type Place } from './hull.ts'

/** One swell is this long; the surface moves by one, so that the movement has no seam. */
const swell = 80

function surface(from: number, to: number, y: number, bottom: number): string {
  let path = `M${from} ${y}`
  for (let x = from; x < to + swell; x += swell) {
    path += `q${swell / 4} -5 ${swell / 2} 0t${swell / 2} 0`
  }
  return `${path}V${bottom}H${from}Z`
}

export function Sea({ place }: { readonly place: Place }) {
  const { width, height, sea } = place
  return <path class="sea" d={surface(-swell, width, sea, height)} />
}

/** The water in the card network's compartment: it rises to the level of the sea while the network is broken. */
export function Flood({
  place,
  isFlooded,
}: {
  readonly place: Place
  readonly isFlooded: boolean
}) {
  const { bulkheads, right, sea, keel } = place
  return (
    <g clip-path="url(#last-compartment)">
      <clipPath id="last-compartment">
        <path d={lastCompartment(place)} />
      </clipPath>
      <g class={`flood${isFlooded ? ' is-flooded' : ''}`}>
        <path class="water" d={surface(bulkheads[1] - swell, right, sea + 6, keel + 20)} />
      </g>
    </g>
  )
}
