import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { href } from '../../address.ts'
import { ask } from '../../ask.ts'
import { causeTree, type StoryEvent } from './cause-tree.ts'
import { dateTime, silence } from './moments.ts'
import type { StreamModel } from './stream-model.ts'

interface Answer {
  readonly events: readonly StoryEvent[]
  readonly looked: readonly {
    readonly service: string
    readonly after: number
    readonly to: number
    readonly head: number
  }[]
  readonly silent: readonly string[]
}

/** Rows made; a longer story says how much longer it is. */
const most = 500
const origins = {
  event: '',
  command: 'a command from outside',
  alarm: 'an alarm',
  elsewhere: 'something outside of what was looked at',
} as const

/** What led to the event and what came of it, across the logs of all services. */
export function CauseTree({ model }: { readonly model: StreamModel }) {
  const answer = useSignal<Answer | undefined>(undefined)
  const trouble = useSignal('')
  const { detail } = model
  const correlation = detail.value?.meta.correlation
  const at = detail.value?.at ?? 0

  useEffect(() => {
    if (!correlation) return
    let isLeft = false
    const time = new Date(at).toISOString()
    void ask<Answer>(`api/log/stories/${encodeURIComponent(correlation)}?time=${time}`).then(
      (said) => {
        if (isLeft) return
        trouble.value = said.ok ? '' : said.why
        if (said.ok) answer.value = said.value
      },
    )
    return () => {
      isLeft = true
    }
  }, [correlation])

  // a step alone makes none of it again
  const isBeginning = useComputed(() => model.revision.value === 0)
  if (isBeginning.value) return null
  const tree = correlation ? causeTree(answer.value?.events ?? [], correlation) : []
  const cut = (answer.value?.looked ?? []).filter(({ after, to, head }) => after > 0 || to < head)
  return (
    <section class="panel causes" data-testid="causes">
      <h2>Causes and effects</h2>
      {detail.value && !correlation && (
        <p class="quiet-text">Nobody recorded which story this event belongs to.</p>
      )}
      {trouble.value !== '' && <p class="alert">{trouble.value}</p>}
      {answer.value?.silent.map((why) => (
        <p key={why} class="alert">
          {why}
        </p>
      ))}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section class="table" tabIndex={0} aria-label="Causes and effects">
        <table>
          <caption class="hidden">Each effect below its cause</caption>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">Stream</th>
              <th scope="col">Service</th>
              <th scope="col">Recorded</th>
            </tr>
          </thead>
          <tbody>
            {tree.slice(0, most).map(({ event, depth, from, clockBehindMs }) => (
              <tr key={event.id} aria-current={event.id === detail.value?.id ? 'true' : undefined}>
                <td style={{ paddingInlineStart: `${Math.min(depth, 20) * 20 + 8}px` }}>
                  {depth > 0 && (
                    <span class="quiet-text" aria-hidden="true">
                      ↳{' '}
                    </span>
                  )}
                  <span class="hidden">level {depth + 1}: </span>
                  {event.type}
                  {from !== 'event' && <span class="quiet-text"> caused by {origins[from]}</span>}
                </td>
                <td>
                  <a
                    href={href('log', [event.service, event.stream], {
                      revision: String(event.revision),
                    })}
                  >
                    {event.stream}
                  </a>
                </td>
                <td>{event.service}</td>
                <td>
                  {dateTime(event.at)}
                  {clockBehindMs > 0 && (
                    <span class="chip is-wait">
                      {' '}
                      its clock is {silence(clockBehindMs)} behind its cause
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {tree.length > most && <p class="quiet-text">And {tree.length - most} more.</p>}
      {cut.length > 0 && (
        <p class="quiet-text">
          Looked at the events around that moment:{' '}
          {cut
            .map(({ service, after, to, head }) => `${service} ${after + 1} to ${to} of ${head}`)
            .join(', ')}
          .
        </p>
      )}
    </section>
  )
}
