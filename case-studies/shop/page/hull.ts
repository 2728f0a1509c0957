/** Where things are in the picture, in pixels of the page: text keeps its size on every screen. */
export interface Place {
  readonly width: number
  readonly height: number
  readonly isNarrow: boolean
  readonly left: number
  readonly right: number
  readonly deck: number
  readonly keel: number
  /** The surface of the sea, and of the water in a flooded compartment. */
  readonly sea: number
  /** Middles of the three compartments. */
  readonly centres: readonly [number, number, number]
  /** Middles of the two bulkheads. */
  readonly bulkheads: readonly [number, number]
  /** The openings in the bulkheads. */
  readonly opening: { readonly top: number; readonly bottom: number }
  readonly lane: number
}

export const wall = 14

export function layout(width: number): Place {
  const isNarrow = width < 560
  const margin = isNarrow ? 4 : 28
  const left = margin
  const right = width - margin
  const third = (right - left) / 3
  const bulkheads = [left + third, left + 2 * third] as const
  return {
    width,
    height: 262,
    isNarrow,
    left,
    right,
    deck: 14,
    keel: 214,
    sea: 92,
    bulkheads,
    centres: [left + third / 2, left + third * 1.5, left + third * 2.5],
    opening: { top: 132, bottom: 196 },
    lane: 176,
  }
}

/** The outline of the hull: straight deck, round bilges, a raked bow to the right. */
export const hull = (place: Place): string =>
  `M${place.left} ${place.deck}${bow(place)}H${place.left + 22}Q${place.left} ${place.keel} ${place.left} ${place.keel - 22}Z`

/** The same from the second bulkhead on. */
export const lastCompartment = (place: Place): string =>
  `M${place.bulkheads[1]} ${place.deck}${bow(place)}H${place.bulkheads[1]}Z`

function bow({ right, deck, keel, isNarrow }: Place): string {
  const round = isNarrow ? 22 : 34
  const rake = isNarrow ? 12 : 30
  const foot = right - rake
  return `H${right}L${foot + rake * (round / (keel - deck))} ${keel - round}Q${foot} ${keel} ${foot - round} ${keel}`
}
