import type { BreakerView } from '../../../server/views/breaker-view.ts'
import { at } from '../../live/store.ts'
import { duration } from '../../parts/words.ts'
import { stretches } from './ribbon.ts'

/** Each state has a height of its own, beside its colour: a door that is shut stands up. */
const heights = { closed: 0.3, 'half-open': 0.65, open: 1, unknown: 0.08 } as const

/** States over time, up to now at the right. */
export function Ribbon({
  ribbon,
  spanMs,
  height,
}: Pick<BreakerView, 'ribbon'> & { readonly spanMs: number; readonly height: number }) {
  const all = stretches(ribbon, at.value, spanMs)
  const words = all.map(({ state, ms }) => `${state} for ${duration(ms)}`).join(', ')
  return (
    <svg
      class="ribbon"
      viewBox={`0 0 1000 ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`The last ${duration(spanMs)}: ${words}`}
    >
      {all.map(({ state, from, to }) => {
        const tall = heights[state] * height
        return (
          <rect
            key={from}
            class={`is-${state}`}
            x={from * 1_000}
            y={height - tall}
            width={Math.max(1, (to - from) * 1_000)}
            height={tall}
          />
        )
      })}
    </svg>
  )
}
