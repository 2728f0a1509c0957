import type { Story } from '../../support/published.ts'
import { instant } from '../format.ts'
import { Contexts } from './contexts.tsx'
import { CustomerLine } from './customer-line.tsx'
import { EventDetail } from './event-detail.tsx'
import { go, place, selected } from './view.ts'

/** One order: its story on the left; on the right the event that is looked at, and how everything stood. */
export function StoryView({ story }: { readonly story: Story }) {
  const event = selected(story)
  const at = story.events.findIndex(({ key }) => key === event?.key)
  const related = new Set([...(event?.why ?? []), ...(event?.effects ?? [])])

  /** Up and down walk through the story, home and end to where it begins and ends. */
  const walk = (pressed: KeyboardEvent) => {
    const last = story.events.length - 1
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last }[pressed.key]
    const next = to === undefined ? undefined : story.events[to]
    if (next === undefined) return
    pressed.preventDefault()
    void go({ ...place.value, event: next.key })
    const list = (pressed.currentTarget as HTMLElement).querySelectorAll('button')
    list[to as number]?.focus()
  }

  return (
    <>
      <CustomerLine story={story} />
      <div class="story">
        <section class="card" aria-labelledby="story-title">
          <h2 id="story-title">What happened</h2>
          <ol class="timeline" onKeyDown={walk}>
            {story.events.map((one) => (
              <li
                key={one.key}
                data-testid="event"
                class={`in-${one.context} is-${one.tone}${one.happened ? '' : ' is-later'}${related.has(one.key) ? ' is-related' : ''}`}
              >
                <button
                  type="button"
                  tabIndex={one === event ? 0 : -1}
                  aria-current={one === event ? 'true' : undefined}
                  onClick={() => go({ ...place.value, event: one.key })}
                >
                  <span class="context">{one.context}</span>
                  <span class="says">{one.says}</span>
                  <time dateTime={one.at}>{instant(one.at)}</time>
                </button>
              </li>
            ))}
          </ol>
        </section>
        <div class="beside">
          {event !== undefined && <EventDetail story={story} event={event} />}
          <Contexts story={story} />
        </div>
      </div>
    </>
  )
}
