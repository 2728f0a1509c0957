import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ServiceView } from '../../../server/views/service-view.ts'
import { ask } from '../../ask.ts'
import { under } from '../../live/store.ts'
import { Table } from '../../parts/picture.tsx'

interface ParkedMessage {
  readonly service: string
  readonly feed: string
  readonly position: number
  readonly subject: string
  readonly type: string
  readonly since: string | number
  readonly failures: number
  readonly code?: string | null
  readonly because?: string | null
}
interface Answer {
  readonly parked: readonly ParkedMessage[]
  readonly silent: readonly string[]
}

const services = under<ServiceView>('service/')

/** Messages that services could not handle, and what a person can do about it. */
export function Parked() {
  const answer = useSignal<Answer | undefined>(undefined)
  const told = useSignal('')
  const look = async () => {
    const said = await ask<Answer>('api/log/parked')
    if (said.ok) answer.value = said.value
    else told.value = said.why
  }
  // the stream tells how many there are, whenever that changes
  const counted = services.value.flatMap(({ feeds }) => feeds.map((feed) => feed.parked)).join()
  useEffect(() => void look(), [counted])

  const retry = async ({ service, feed, position }: ParkedMessage) => {
    const path = [service, 'parked', feed, String(position), 'retry']
      .map(encodeURIComponent)
      .join('/')
    const said = await ask<{ readonly handled: number; readonly left: number }>(
      `api/log/${path}`,
      {},
    )
    told.value = said.ok
      ? `${said.value.handled} handled, ${said.value.left} of its subject left.`
      : said.why
    await look()
  }

  const parked = answer.value?.parked ?? []
  return (
    <section class="panel parked" aria-label="Parked messages" data-testid="parked">
      <h2>Choose a stream</h2>
      <p class="quiet-text">
        Then move through its events: <kbd>[</kbd> and <kbd>]</kbd> step, the line takes arrows,
        Page ↑ and ↓, Home and End.
      </p>
      <h2>Parked messages</h2>
      <p role="status">{told.value}</p>
      {answer.value?.silent.map((why) => (
        <p key={why} class="alert">
          {why}
        </p>
      ))}
      {answer.value?.silent.length === 0 && parked.length === 0 && (
        <p class="quiet-text">None: every service has handled whatever it heard.</p>
      )}
      {parked.length > 0 && (
        <Table
          label="Messages that could not be handled; later ones of the same subject wait behind them"
          rows={parked}
          columns={[
            { name: 'Service', of: ({ service, feed }) => `${service}, from ${feed}` },
            { name: 'Message', of: ({ type, subject }) => `${type} of ${subject}` },
            {
              name: 'Why',
              of: ({ code, because }) =>
                code ? `${code}: ${because ?? ''}` : 'waits behind another',
            },
            { name: 'Tries', of: ({ failures }) => failures, isNumber: true },
            {
              name: 'Retry',
              of: (message) =>
                message.code && (
                  <button type="button" onClick={() => void retry(message)}>
                    Try again
                    <span class="hidden">
                      : {message.type} of {message.subject}
                    </span>
                  </button>
                ),
            },
          ]}
        />
      )}
    </section>
  )
}
