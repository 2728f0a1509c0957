import { keyed } from '@watertight/ports'
import type { Candidate, Pick } from './candidate.ts'

/** Envoy's bound: more points make the shares no more even. */
const largestRing = 8_388_608

/**
 * Consistent hashing (Karger 1997, as ketama): each endpoint owns points on a ring in proportion to its weight, and a request goes to
 * the next point after its hash. When an endpoint goes, only its own keys move.
 */
export function ringHash<C extends Candidate>(all: readonly C[], minimumSize: number): Pick<C> {
  const total = all.reduce((sum, one) => sum + one.weight, 0)
  const lightest = Math.min(...all.map((one) => one.weight)) / total
  const scale = Math.min(Math.ceil(lightest * minimumSize) / lightest, largestRing)
  const points = all
    .flatMap((one) => {
      const own = Math.max(1, Math.round((one.weight / total) * scale))
      return Array.from({ length: own }, (_, i) => ({ at: keyed(0, one.key, i), one }))
    })
    .sort((a, b) => a.at - b.at || (a.one.key < b.one.key ? -1 : 1))
  const places = Uint32Array.from(points, ({ at }) => at)
  return (hash) => {
    let low = 0
    let high = places.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle] as number) < hash) low = middle + 1
      else high = middle
    }
    return (points[low % points.length] as { one: C }).one
  }
}
