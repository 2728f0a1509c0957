import type { BreakerState, Judged } from '../gateway/live-state.ts'
import { many } from './format.ts'

const mostCells = 40

type Cell = 'good' | 'slow' | 'failed' | 'none'
const signs: Readonly<Record<Cell, string>> = { good: '', slow: '~', failed: '×', none: '' }

/** The calls that are judged together, one cell each: those that opened the circuit while it is open, else the latest. */
export function BreakerWindow({ breaker }: { readonly breaker: BreakerState }) {
  const tripped = breaker.state === 'open' && breaker.lastTrip !== null
  const judged = tripped && breaker.lastTrip !== null ? breaker.lastTrip : breaker.window
  return (
    <figure class="window">
      <figcaption>
        <span>{tripped ? 'the calls that opened it' : 'window'}</span>
        <span>{summary(judged)}</span>
      </figcaption>
      <div class="cells" aria-hidden="true">
        {cells(judged, breaker.thresholds.minimumCalls).map((cell, place) => (
          <i key={place} class={`is-${cell}`}>
            {signs[cell]}
          </i>
        ))}
      </div>
    </figure>
  )
}

function summary({ calls, failures, slow }: Judged): string {
  if (calls === 0) return 'no calls yet'
  const parts = [`${failures} failed`, ...(slow > 0 ? [`${slow} slow`] : [])]
  return `${many(calls, 'call', 'calls')}: ${parts.join(', ')}`
}

/** Fewer calls than are evidence leave empty places; more than fit are shown in proportion. */
function cells({ calls, failures, slow }: Judged, minimumCalls: number): Cell[] {
  const scale = Math.min(1, mostCells / Math.max(1, calls))
  const failed = Math.ceil(failures * scale)
  // a slow failure counts as both and is shown once
  const slowOnly = Math.ceil(Math.min(slow, calls - failures) * scale)
  const total = Math.round(calls * scale)
  const good = Math.max(0, total - failed - slowOnly)
  const none = Math.max(0, Math.min(minimumCalls, mostCells) - total)
  const row = (cell: Cell, length: number) => Array.from({ length }, () => cell)
  return [
    ...row('good', good),
    ...row('slow', slowOnly),
    ...row('failed', failed),
    ...row('none', none),
  ]
}
