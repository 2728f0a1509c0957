import type { Story, StoryEvent } from '../../support/published.ts'
import { go, place } from './view.ts'

/** One event: why it is so, what it led to, and how things stood then. */
export function EventDetail(props: { readonly story: Story; readonly event: StoryEvent }) {
  const { story, event } = props
  const byKey = new Map(story.events.map((one) => [one.key, one]))
  const link = (key: string) => (
    <li key={key}>
      <button type="button" onClick={() => go({ ...place.value, event: key })}>
        <span class="context">{byKey.get(key)?.context}</span> {byKey.get(key)?.says ?? key}
      </button>
    </li>
  )
  const begins = byKey.get(event.why[0] ?? event.key)?.cause
  return (
    <section class="card detail" aria-labelledby="detail-title">
      <h2 id="detail-title">Why is it so?</h2>
      <p class="told" data-testid="detail">
        {event.says}
      </p>
      <ol class="chain" data-testid="why">
        <li class="quiet">{beginning(begins)}</li>
        {event.why.map(link)}
      </ol>
      <h3>What it led to</h3>
      {event.effects.length === 0 ? (
        <p class="quiet">Nothing so far.</p>
      ) : (
        <ul class="chain" data-testid="effects">
          {event.effects.map(link)}
        </ul>
      )}
      <p class="actions">
        <button
          type="button"
          class="act"
          data-testid="as-of"
          onClick={() => go({ ...place.value, asOf: event.key, event: event.key })}
        >
          Show everything as of then
        </button>
        {story.asOf !== null && (
          <button type="button" class="act" onClick={() => go({ ...place.value, asOf: null })}>
            Back to now
          </button>
        )}
      </p>
      <details>
        <summary>As it is recorded</summary>
        <p class="quiet">
          {event.type}, revision {event.revision} of {event.stream}, position {event.position} of{' '}
          {event.context}
          {event.trace !== null && (
            <>
              {', '}
              <a href={`/api/${event.context}/telemetry/recent?trace=${event.trace}`}>spans</a>
            </>
          )}
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
        <pre tabIndex={0}>{JSON.stringify(event.data, null, 2)}</pre>
      </details>
    </section>
  )
}

function beginning(cause: StoryEvent['cause'] | undefined): string {
  if (cause?.is === 'alarm') return 'An alarm rang.'
  if (cause?.is === 'elsewhere') return 'It began in a context that was not read to its end.'
  return 'Somebody sent a command.'
}
