import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { address, go, href } from '../../address.ts'
import { ask, type Answer as Reply } from '../../ask.ts'
import { useKeys } from '../../keys.ts'
import { many } from '../../parts/words.ts'
import { played } from '../../run/playback.ts'
import { dateTime } from './moments.ts'

interface Found {
  readonly service: string
  readonly stream: string
  /** Of its end, where that was looked up. */
  readonly revision?: number
  readonly event?: number
  readonly at: number
  readonly by: string
  readonly of?: string
}
interface Answer {
  readonly streams: readonly Found[]
  readonly silent: readonly string[]
}

/** A recorded run is searched by the names of the streams that are in it. */
async function searched(text: string): Promise<Reply<Answer>> {
  const said = await ask<Answer>(`api/log/find?q=${encodeURIComponent(text)}`)
  if (said.ok || played.value === undefined) return said
  const all = await ask<Answer>('api/log/find?q=')
  if (!all.ok) return all
  const { streams, silent } = all.value
  return {
    ok: true,
    value: { streams: streams.filter(({ stream }) => stream.includes(text)), silent },
  }
}

/** Which of them is shown. */
function placeIn(streams: readonly Found[]): number {
  const [service, stream] = address.value.path
  return streams.findIndex((one) => one.service === service && one.stream === stream)
}

const to = ({ service, stream, event }: Found) =>
  href('log', [service, stream], {
    find: address.value.query.find,
    revision: event === undefined ? undefined : String(event),
  })

/** All logs at once, by whatever one has. */
export function Search() {
  const field = useRef<HTMLInputElement>(null)
  const answer = useSignal<Answer | undefined>(undefined)
  const trouble = useSignal('')
  const { find = '' } = address.value.query

  useKeys([
    {
      ...{ key: '/', does: 'search the logs' },
      run: () => field.current?.select(),
    },
    { key: 'j', does: 'the next stream', run: () => step(1) },
    { key: 'k', does: 'the stream before', run: () => step(-1) },
  ])
  useEffect(() => {
    let isLeft = false
    void searched(find).then((said) => {
      if (isLeft) return
      trouble.value = said.ok ? '' : said.why
      if (said.ok) answer.value = said.value
    })
    return () => {
      isLeft = true
    }
  }, [find])

  const streams = answer.value?.streams ?? []
  const place = placeIn(streams)
  // keys are bound once: what is there is looked at when they are pressed
  function step(by: number) {
    const all = answer.value?.streams ?? []
    const next = all[Math.min(all.length - 1, Math.max(0, placeIn(all) + by))]
    if (next !== undefined) go(to(next))
  }

  return (
    <section class="panel search" aria-label="Streams">
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const text = field.current?.value.trim() ?? ''
            go(href('log', [], { find: text === '' ? undefined : text }))
          }}
        >
          <label for="find">Order, customer, stream, type, tag or position</label>
          <input
            id="find"
            ref={field}
            type="search"
            defaultValue={find}
            maxLength={200}
            autocomplete="off"
          />
          <button type="submit">Find</button>
        </form>
      </search>
      <p class="quiet-text" role="status">
        {answer.value === undefined
          ? trouble.value || 'Looking…'
          : find === ''
            ? 'What changed last'
            : streams.length === 0
              ? `Nothing in any log has to do with “${find}”.`
              : `${streams.length} found`}
      </p>
      {answer.value?.silent.map((why) => (
        <p key={why} class="alert">
          {why}
        </p>
      ))}
      <ul class="found" data-testid="found">
        {streams.map((one, i) => (
          <li key={`${one.service}/${one.stream}`}>
            <a href={to(one)} aria-current={i === place ? 'true' : undefined}>
              <strong>{one.stream}</strong>
              <span class="quiet-text">
                {one.service}
                {one.revision !== undefined && ` · ${many(one.revision, 'event', 'events')}`} ·{' '}
                {dateTime(one.at).slice(0, 'yyyy-mm-dd hh:mm:ss'.length)}
              </span>
              {one.by !== 'latest' && (
                <span class="quiet-text">
                  found by {one.of === undefined ? one.by : `${one.by} ${one.of}`}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
