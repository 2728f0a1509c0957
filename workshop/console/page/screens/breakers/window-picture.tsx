import { percent } from '../../parts/words.ts'

interface WindowProps {
  readonly calls: number
  readonly failures: number
  readonly slow: number
}

/** More cells than these are no easier to see. */
const mostCells = 60

/** Each call that was judged is a cell: those that failed first, then the slow ones, then the good ones. */
export function WindowPicture({ calls, failures, slow }: WindowProps) {
  const cells = Math.min(calls, mostCells)
  const scaled = (n: number) => Math.round((n * cells) / Math.max(1, calls))
  const failed = scaled(failures)
  // a slow failure counts as both, and is drawn once
  const late = Math.min(scaled(slow), cells - failed)
  return (
    <p class="cells" role="img" aria-label={`${calls} calls, ${failures} failed, ${slow} slow`}>
      {Array.from({ length: cells }, (_, i) => {
        const is = i < failed ? 'failed' : i < failed + late ? 'slow' : 'good'
        return (
          <span key={i} class={`cell is-${is}`}>
            {is === 'failed' ? '✕' : is === 'slow' ? '◷' : ''}
          </span>
        )
      })}
      {calls === 0 && <span class="quiet-text">no calls in the window</span>}
    </p>
  )
}

interface MeterProps {
  readonly name: string
  readonly rate: number
  readonly limit: number
}

/** How near a rate is to the threshold that opens the circuit. */
export function Meter({ name, rate, limit }: MeterProps) {
  return (
    <div class="meter">
      <p>
        <span>{name}</span>
        <span>
          <b>{percent(rate)}</b> of {percent(limit)}
        </span>
      </p>
      <div class={`bar ${rate >= limit ? 'is-over' : ''}`} aria-hidden="true">
        <i style={{ '--rate': Math.min(1, rate) }} />
        <em style={{ '--limit': limit }} />
      </div>
    </div>
  )
}
