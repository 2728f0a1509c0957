import type { BreakerState } from '../gateway/live-state.ts'
import { BreakerWindow } from './breaker-window.tsx'
import { evidenceOf, failureRate } from './evidence.ts'
import { many, perSecond, share } from './format.ts'
import { Icon } from './icon.tsx'

/** The circuit breaker between payments and the card network: its state and the evidence for it. */
export function BreakerPanel({ breaker }: { readonly breaker: BreakerState | null }) {
  return (
    <section class="card breaker" aria-labelledby="breaker-title">
      <h2 id="breaker-title">Circuit breaker</h2>
      {breaker === null ? (
        <p class="quiet">Payments does not say: the breaker lives in its process.</p>
      ) : (
        <Known breaker={breaker} />
      )}
    </section>
  )
}

function Known({ breaker }: { readonly breaker: BreakerState }) {
  const { state, thresholds, trips, rejected, lastTrip } = breaker
  const evidence = evidenceOf(breaker)
  const rate = failureRate(evidence)
  return (
    <>
      <div class={`breaker-now is-${state}`}>
        <p class="breaker-state">
          <Icon name={state} />
          <span data-testid="breaker-state">{state}</span>
        </p>
        <p class="quiet">{consequence(breaker)}</p>
      </div>
      <BreakerWindow evidence={evidence} />
      <div class="rate-meter">
        <p>
          <span>failure rate</span>
          <b>{share(rate)}</b>
        </p>
        <div
          class="meter"
          aria-hidden="true"
          style={{ '--rate': rate, '--threshold': thresholds.failureRate }}
        >
          <i />
        </div>
        <p class="threshold" style={{ '--threshold': thresholds.failureRate }}>
          <span>opens at {share(thresholds.failureRate)}</span>
        </p>
      </div>
      <dl class="facts">
        <div>
          <dt>trips</dt>
          <dd data-testid="trips">{trips}</dd>
        </div>
        <div>
          <dt>calls refused</dt>
          <dd>{rejected}</dd>
        </div>
        <div class="wide">
          <dt>last trip</dt>
          <dd>{lastTrip === null ? 'never yet' : tripWords(lastTrip)}</dd>
        </div>
      </dl>
    </>
  )
}

function consequence({ state, retryAfterMs, probes }: BreakerState): string {
  if (state === 'closed') return 'The circuit is whole, the door stands open: calls pass.'
  if (state === 'open') {
    return `The door is shut: calls are refused at once. Next probe in ${seconds(retryAfterMs)}.`
  }
  if (probes === null) return 'The door is ajar: a few probe calls pass.'
  const { step, steps, permits, done } = probes
  return `The door is ajar: step ${step} of ${steps} admits ${many(permits, 'probe', 'probes')}, ${done} answered.`
}

const seconds = (ms: number) => `${perSecond(Math.ceil(ms / 100) / 10)} s`

function tripWords(trip: NonNullable<BreakerState['lastTrip']>): string {
  const { reason, calls, failures, slow } = trip
  const evidence = `${failures} of ${many(calls, 'call', 'calls')} failed`
  return `${reason}: ${evidence}${slow > 0 ? `, ${slow} slow` : ''}`
}
