import { useSignal } from '@preact/signals'
import { href } from '../../address.ts'
import { dateTime } from './moments.ts'
import type { StreamModel } from './stream-model.ts'

/** The event of the revision: as it is read today, or as it is stored. */
export function EventPane({ model }: { readonly model: StreamModel }) {
  const isRaw = useSignal(false)
  const step = model.moment.value?.step
  const detail =
    model.detail.value?.revision === model.revision.value ? model.detail.value : undefined
  if (model.revision.value === 0)
    return (
      <section class="panel pane">
        <h2>Event</h2>
        <p class="quiet-text">The beginning: nothing has happened.</p>
      </section>
    )
  // a W3C traceparent: version, trace, span, flags
  const trace = detail?.meta.trace?.split('-')[1]
  const shown = isRaw.value ? detail?.raw : detail?.data
  return (
    <section class="panel pane" data-testid="event">
      <h2>
        {step?.type ?? 'Event'} <span class="quiet-text">{step && dateTime(step.at)}</span>
      </h2>
      <div class="row">
        <fieldset class="choice">
          <legend class="hidden">View of the event</legend>
          <label>
            <input
              type="radio"
              name="view"
              checked={!isRaw.value}
              onChange={() => (isRaw.value = false)}
            />
            as read
          </label>
          <label>
            <input
              type="radio"
              name="view"
              checked={isRaw.value}
              onChange={() => (isRaw.value = true)}
            />
            as stored
          </label>
        </fieldset>
        {detail && (
          <span class="quiet-text">
            position {detail.position} · {detail.bytes} characters · version {detail.version}
            {detail.current !== null &&
              detail.current !== detail.version &&
              ` read as ${detail.current}`}
          </span>
        )}
      </div>
      {detail?.failure !== undefined && !isRaw.value && (
        <p class="alert">It cannot be read today: {detail.failure}.</p>
      )}
      {detail !== undefined && isRaw.value && detail.raw === null && (
        <p class="quiet-text">
          Stored in an older shape, whose personal fields nothing marks: give a reason to see it.
        </p>
      )}
      {detail && shown !== null && <Data key={detail.id} value={shown} />}
      {detail && (
        <dl class="facts">
          <dt>event</dt>
          <dd>{detail.id}</dd>
          {trace !== undefined && (
            <>
              <dt>trace</dt>
              <dd>
                <a href={href('traces', [trace])}>{trace}</a>
              </dd>
            </>
          )}
          <dt>caused by</dt>
          <dd>{detail.meta.causation ?? 'nobody said'}</dd>
          {detail.meta.by !== null && (
            <>
              <dt>asked by</dt>
              <dd>{detail.meta.by}</dd>
            </>
          )}
          {detail.tags.length > 0 && (
            <>
              <dt>tags</dt>
              <dd>{detail.tags.join(', ')}</dd>
            </>
          )}
        </dl>
      )}
    </section>
  )
}

/** Characters that are drawn at once. */
const most = 20_000

/** What an event holds, as text; of a very long one the beginning, and the rest for whoever wants it. */
function Data({ value }: { readonly value: unknown }) {
  const isWhole = useSignal(false)
  const text = JSON.stringify(value, null, 2)
  const isCut = text.length > most && !isWhole.value
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keyboard */}
      <pre tabIndex={0} data-testid="event-data">
        {isCut ? `${text.slice(0, most)}…` : text}
      </pre>
      {isCut && (
        <button type="button" onClick={() => (isWhole.value = true)}>
          Show all {text.length.toLocaleString('en')} characters
        </button>
      )}
    </>
  )
}
