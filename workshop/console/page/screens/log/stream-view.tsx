import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { address, go, href } from '../../address.ts'
import { asTables, useKeys } from '../../keys.ts'
import { CauseTree } from './cause-tree-view.tsx'
import { Disclose } from './disclose.tsx'
import { EventPane } from './event-pane.tsx'
import { EventTable } from './event-table.tsx'
import { momentIn } from './moments.ts'
import { Scrubber } from './scrubber.tsx'
import { StatePane } from './state-pane.tsx'
import { type StreamModel, streamModel } from './stream-model.ts'

/** The address follows once the reader rests. */
const restMs = 250

/** A stream, event by event. */
export function StreamView({
  service,
  stream,
}: {
  readonly service: string
  readonly stream: string
}) {
  const model = useMemo(() => streamModel(service, stream), [])
  useEffect(() => {
    const { revision } = address.peek().query
    void model.open(
      revision !== undefined && /^\d{1,15}$/.test(revision) ? Number(revision) : undefined,
    )
    return model.close
  }, [])
  useAddress(model)
  useKeys([
    { key: '[', does: 'one event back', run: () => model.goTo(model.revision.value - 1) },
    { key: ']', does: 'one event on', run: () => model.goTo(model.revision.value + 1) },
  ])

  const overview = model.overview.value
  if (overview === undefined)
    return (
      <section class="stream" aria-label={stream}>
        <h2>{stream}</h2>
        <p role="status">{model.trouble.value || 'Reading…'}</p>
      </section>
    )
  return (
    <section class="stream" aria-label={stream} data-testid="stream">
      <header class="row">
        <h2>
          {stream} <span class="quiet-text">{service}</span>
        </h2>
        <AsOf model={model} />
        <fieldset class="choice">
          <legend class="hidden">How the line is drawn</legend>
          {(['time', 'revision'] as const).map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="scale"
                checked={model.scale.value === one}
                onChange={() => (model.scale.value = one)}
              />
              by {one}
            </label>
          ))}
        </fieldset>
        <Disclose model={model} />
      </header>
      <p role="status" class="alert">
        {model.trouble.value}
      </p>
      {asTables.value ? <EventTable model={model} /> : <Scrubber model={model} />}
      <Where model={model} last={overview.revision} />
      <div class="panes">
        <StatePane model={model} />
        <EventPane model={model} />
      </div>
      <CauseTree model={model} />
    </section>
  )
}

/** Apart from the rest, which no step has to make again. */
const Where = ({ model, last }: { readonly model: StreamModel; readonly last: number }) => (
  <p class="where" data-testid="where">
    revision <output>{model.revision.value.toLocaleString('en')}</output> of{' '}
    {last.toLocaleString('en')}
  </p>
)

/** As of a revision, a position of the log, or a time. */
function AsOf({ model }: { readonly model: StreamModel }) {
  const kind = useSignal<'revision' | 'moment'>('revision')
  return (
    <form
      class="row as-of"
      onSubmit={(event) => {
        event.preventDefault()
        const text = String(new FormData(event.currentTarget).get('moment') ?? '')
        if (kind.value === 'revision' && /^\s*\d{1,15}\s*$/.test(text))
          return model.goTo(Number(text))
        const moment = kind.value === 'moment' ? momentIn(text) : undefined
        if (moment !== undefined) return void model.goToMoment(moment)
        model.trouble.value =
          kind.value === 'revision'
            ? 'A revision is a whole number.'
            : 'A moment is a position of the log, or a time such as 2026-03-01 12:00.'
      }}
    >
      <label>
        <span class="hidden">As of a</span>
        <select
          value={kind.value}
          onChange={({ currentTarget }) => (kind.value = currentTarget.value as 'revision')}
        >
          <option value="revision">as of revision</option>
          <option value="moment">as of position or time</option>
        </select>
      </label>
      <label>
        <span class="hidden">Which</span>
        <input name="moment" autocomplete="off" size={18} />
      </label>
      <button type="submit">Go</button>
    </form>
  )
}

/** The address tells the revision, and an address that is opened leads there. */
function useAddress(model: StreamModel): void {
  /** What the reader has left again by the time it comes back must not lead there. */
  const written = useRef<string>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const leave = model.revision.subscribe((revision) => {
      clearTimeout(timer)
      if (model.overview.peek() === undefined) return
      timer = setTimeout(() => {
        const { screen, path, query } = address.peek()
        if (screen !== 'log' || query.revision === String(revision)) return
        written.current = String(revision)
        go(href(screen, path, { ...query, revision: written.current }), { replace: true })
      }, restMs)
    })
    return () => {
      clearTimeout(timer)
      leave()
    }
  }, [model])
  const { revision } = address.value.query
  useEffect(() => {
    const isOwn = revision === written.current
    written.current = undefined
    if (isOwn || revision === undefined || model.overview.peek() === undefined) return
    model.goTo(Number(revision))
  }, [revision])
}
