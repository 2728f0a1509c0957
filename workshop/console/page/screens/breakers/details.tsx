import { useSignal } from '@preact/signals'
import type { BreakerView } from '../../../server/views/breaker-view.ts'
import { ask } from '../../ask.ts'
import { at } from '../../live/store.ts'
import { Icon } from '../../parts/icon.tsx'
import { Picture } from '../../parts/picture.tsx'
import { clockTime, duration, figure, many, percent } from '../../parts/words.ts'
import { openWords } from './open-words.ts'
import { stretches } from './ribbon.ts'
import { Ribbon } from './ribbon-picture.tsx'
import { Meter, WindowPicture } from './window-picture.tsx'

const spanMs = 300_000

const modes = [
  ['forced open', 'Force it open', 'refuses every call'],
  ['forced closed', 'Force it closed', 'lets every call pass, and counts'],
  ['automatic', 'Let it decide', 'the breaker decides by what it counts'],
] as const

/** All that is known of one breaker, and the hand on it. */
export function BreakerDetails({
  service,
  breaker,
}: {
  readonly service: string
  readonly breaker: BreakerView
}) {
  const { name, mode, window, thresholds, ribbon, rejected, trips } = breaker
  const problem = useSignal('')
  const force = async (wanted: string) => {
    const path = `services/${service}/breakers/${encodeURIComponent(name)}`
    const answer = await ask(path, { mode: wanted })
    problem.value = answer.ok ? '' : answer.why
  }
  return (
    <section class="panel breaker-details" aria-labelledby="breaker-title">
      <h2 id="breaker-title">
        {service} → {name}
      </h2>
      <p data-testid="consequence">{consequence(breaker)}</p>
      <fieldset class="row">
        <legend class="hidden">Who decides</legend>
        {modes.map(([one, does, title]) => (
          <button
            key={one}
            type="button"
            aria-pressed={mode === one}
            title={title}
            data-testid={`mode-${one.replace(' ', '-')}`}
            onClick={() => void force(one)}
          >
            {does}
          </button>
        ))}
      </fieldset>
      {problem.value !== '' && (
        <p class="alert" role="alert">
          {problem.value}
        </p>
      )}
      <h3>The last five minutes</h3>
      <Picture
        label={`States of ${name}`}
        rows={stretches(ribbon, at.value, spanMs)}
        columns={[
          { name: 'state', of: ({ state }) => state },
          { name: 'for', of: ({ ms }) => duration(ms), isNumber: true },
        ]}
      >
        <Ribbon ribbon={ribbon} spanMs={spanMs} height={60} />
      </Picture>
      <h3>The window now</h3>
      <p class="quiet-text">
        {windowWords(breaker)} It judges from {many(thresholds.minimumCalls, 'call', 'calls')} on.
      </p>
      <WindowPicture {...window} />
      <div class="meters">
        <Meter name="failing" rate={window.failureRate} limit={thresholds.failureRate} />
        <Meter
          name={
            thresholds.slowAfterMs === undefined
              ? 'slow'
              : `slower than ${duration(thresholds.slowAfterMs)}`
          }
          rate={window.slowRate}
          limit={thresholds.slowRate}
        />
      </div>
      <Trip breaker={breaker} />
      <Ramp breaker={breaker} />
      <dl class="facts">
        <dt>trips</dt>
        <dd data-testid="trips">{figure(trips)}</dd>
        <dt>calls refused</dt>
        <dd>{figure(rejected)}</dd>
      </dl>
    </section>
  )
}

function consequence({ state, mode, since, retryAt, probes }: BreakerView): string {
  const when = `Since ${clockTime(since)}`
  if (mode === 'forced open') return `${when} somebody keeps it open: every call is refused.`
  if (mode === 'forced closed') return `${when} somebody keeps it closed: every call passes.`
  if (state === 'closed') return `${when} it is closed: calls pass.`
  if (state === 'open') {
    const left = Math.max(0, (retryAt ?? 0) - at.value)
    return `${when} it is open: calls are refused at once. A probe goes in ${duration(left)}.`
  }
  return `${when} it is half-open: ${probes?.permits ?? 'a few'} probes find out whether the other side is well.`
}

function windowWords({ window: { kind, size, ms } }: BreakerView): string {
  if (kind === 'time' && ms !== undefined) return `Calls that ended in the last ${duration(ms)}.`
  return kind === 'calls' ? `The last ${size} calls.` : `${size} failures in a row.`
}

function Trip({ breaker: { state, lastTrip, thresholds } }: { readonly breaker: BreakerView }) {
  if (lastTrip === undefined)
    return (
      <>
        <h3>Why did it trip?</h3>
        <p class="quiet-text">It never has.</p>
      </>
    )
  const { reason, at: when, openMs, calls, failures, slow } = lastTrip
  return (
    <div class="trip" data-testid="trip">
      <h3>Why did it trip?</h3>
      <p>
        <Icon name="open" /> At {clockTime(when)} ({reason}): of {many(calls, 'call', 'calls')} that
        it judged {failures} failed ({percent(calls === 0 ? 0 : failures / calls)}, the limit is{' '}
        {percent(thresholds.failureRate)}) and {slow} were slow. {openWords(state, openMs)}
      </p>
      <WindowPicture calls={calls} failures={failures} slow={slow} />
    </div>
  )
}

function Ramp({ breaker: { probes, state } }: { readonly breaker: BreakerView }) {
  if (probes === undefined || state !== 'half-open') return null
  const { step, steps, permits, pending, done, failures } = probes
  return (
    <>
      <h3>Back, step by step</h3>
      <ol class="ramp" aria-label={`Step ${step} of ${steps}`}>
        {Array.from({ length: steps }, (_, i) => (
          <li
            key={i}
            class={i + 1 < step ? 'is-done' : i + 1 === step ? 'is-now' : undefined}
            aria-current={i + 1 === step ? 'step' : undefined}
          >
            {i + 1 < step ? '✓' : i + 1}
          </li>
        ))}
      </ol>
      <p class="quiet-text">
        This step admits {permits}: {done} answered, {failures} of them failed, {pending} under way.
      </p>
    </>
  )
}
