/** Where events stand on a line: a place between 0 and 1 for each revision, and the revision nearest to a place. */
export interface TimelineScale {
  placeOf(revision: number): number
  revisionAt(place: number): number
  /** Silences that were squeezed, by their place and how long they were in ms. */
  readonly gaps: readonly { readonly place: number; readonly ms: number }[]
}
type Point = readonly [revision: number, position: number, at: number]

/** A silence is shown no longer than this many times the usual distance of two events. */
const longest = 8

/** Evenly, event by event. */
export function byRevision(last: number): TimelineScale {
  const span = Math.max(1, last)
  return {
    placeOf: (revision) => revision / span,
    revisionAt: (place) => clamp(Math.round(place * span), last),
    gaps: [],
  }
}

/** By time, and time in which nothing happened is squeezed: a stream that slept for a month is as readable as one that never did. Of the outline `at` never falls. */
export function byTime(outline: readonly Point[], last: number): TimelineScale {
  if (outline.length < 2) return byRevision(last)
  const steps = outline.slice(1).map(([revision, , at], i) => {
    const [before, , since] = outline[i] as Point
    return { events: revision - before, ms: Math.max(0, at - since) }
  })
  const usual = median(steps.map(({ events, ms }) => ms / events)) || 1
  const widths = steps.map(({ events, ms }) => {
    const shown = Math.min(ms, usual * longest * events)
    // events of one moment still have room to be told apart
    return Math.max(shown, usual * 0.2 * events)
  })
  const total = widths.reduce((sum, width) => sum + width, 0)
  const places = [0]
  for (const width of widths) places.push((places.at(-1) as number) + width / total)
  const revisions = outline.map(([revision]) => revision)
  const gaps = steps.flatMap(({ events, ms }, i) =>
    ms > usual * longest * events
      ? [{ place: ((places[i] as number) + (places[i + 1] as number)) / 2, ms }]
      : [],
  )
  return {
    // revision 0 is the beginning, before the first event
    placeOf: (revision) => (revision < 1 ? 0 : between(revisions, places, revision)),
    revisionAt: (place) => clamp(Math.round(between(places, revisions, place)), last),
    gaps,
  }
}

/** Straight between the two of `from` that `value` lies between. */
function between(from: readonly number[], to: readonly number[], value: number): number {
  let low = 0
  let high = from.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((from[middle] as number) <= value) low = middle
    else high = middle
  }
  const [a, b] = [from[low] as number, from[high] as number]
  const share = b === a ? 0 : Math.min(1, Math.max(0, (value - a) / (b - a)))
  return (to[low] as number) + share * ((to[high] as number) - (to[low] as number))
}

const clamp = (revision: number, last: number) => Math.min(last, Math.max(0, revision))

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
