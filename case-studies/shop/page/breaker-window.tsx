import type { Judged } from '../gateway/live-state.ts'
import type { Evidence } from './evidence.ts'
import { many } from './format.ts'

const mostCells = 40

type Cell = 'good' | 'slow' | 'failed' | 'none'
const signs: Readonly<Record<Cell, string>> = { good: '', slow: '~', failed: '×', none: '' }

/** The calls that are judged together, one cell each. */
export function BreakerWindow({ evidence }: { readonly evidence: Evidence }) {
  const { title, judged, places } = evidence
  return (
    <figure class="window">
      <figcaption>
        <span>{title}</span>
        <span>{summary(judged)}</span>
      </figcaption>
      <div class="cells" aria-hidden="true">
        {cells(judged, places).map((cell, place) => (
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

/** Fewer calls than places leave some empty; more than fit are shown in proportion. */
function cells({ calls, failures, slow }: Judged, places: number): Cell[] {
  const scale = Math.min(1, mostCells / Math.max(1, calls))
  const failed = Math.ceil(failures * scale)
  // a slow failure counts as both and is shown once
  const slowOnly = Math.ceil(Math.min(slow, calls - failures) * scale)
  const total = Math.round(calls * scale)
  const good = Math.max(0, total - failed - slowOnly)
  const none = Math.max(0, Math.min(places, mostCells) - total)
  const row = (cell: Cell, length: number) => Array.from({ length }, () => cell)
  return [
    ...row('good', good),
    ...row('slow', slowOnly),
    ...row('failed', failed),
    ...row('none', none),
  ]
}
