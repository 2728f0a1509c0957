import { perSecond } from './format.ts'

const height = 40

/** Orders placed in each of the last seconds, as bars; the tallest bar is the busiest second. */
export function Sparkline({ history }: { readonly history: readonly number[] }) {
  const most = Math.max(...history, 1)
  const bars = history
    .map((value, second) => {
      const tall = (value / most) * height
      return value === 0 ? '' : `M${second + 0.15} ${height}v${-tall}h0.7v${tall}z`
    })
    .join('')
  const label = `Orders per second over the last ${history.length} seconds, at most ${perSecond(most)}`
  return (
    <div class="sparkline">
      <svg
        viewBox={`0 0 ${history.length} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <path d={bars} />
      </svg>
      <p aria-hidden="true">
        <span>{history.length} s ago</span>
        <span>most: {perSecond(most)}</span>
        <span>now</span>
      </p>
    </div>
  )
}
