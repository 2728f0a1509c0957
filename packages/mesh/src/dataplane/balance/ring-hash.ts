import { keyed } from '@watertight/ports'
import type { Candidate, Pick } from './candidate.ts'

/**
 * Consistent hashing (Karger 1997, as ketama): each endpoint owns points on a ring in proportion to its weight, and a request goes to
 * the next point after its hash. When an endpoint goes, only its
 * own keys move, but for where the number of points of each changes: at powers of two.
 */
export function ringHash<C extends Candidate>(all: readonly C[], minimumSize: number): Pick<C> {
  const total = all.reduce((sum, one) => sum + one.weight, 0)
  const unit = 2 ** Math.ceil(Math.log2(minimumSize / total))
  const points = all
    .flatMap((one) => {
      const own = Math.max(1, Math.round(one.weight * unit))
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
