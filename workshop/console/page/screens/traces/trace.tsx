import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { TraceView } from '../../../server/views/trace-view.ts'
import { href } from '../../address.ts'
import { ask } from '../../ask.ts'
import { Icon } from '../../parts/icon.tsx'
import { Picture } from '../../parts/picture.tsx'
import { clockTime, duration, many } from '../../parts/words.ts'
import { LogLines } from './log-lines.tsx'
import { type Bar, spanOf, waterfall } from './waterfall.ts'

/** One trace: what was done where, and what was said meanwhile. */
export function Trace({ trace }: { readonly trace: string }) {
  const told = useSignal<TraceView | undefined>(undefined)
  const problem = useSignal('')
  useEffect(() => {
    void ask<TraceView>(`traces/${trace}`).then((answer) => {
      if (answer.ok) told.value = answer.value
      else problem.value = answer.why
    })
  }, [trace])
  if (problem.value !== '') return <p class="alert">{problem.value}</p>
  if (told.value === undefined) return <p class="empty">Asking the services…</p>
  const { spans, logs, missing } = told.value
  const bars = waterfall(spans)
  const [first] = spans
  return (
    <section class="panel trace" aria-labelledby="trace-title">
      <h2 id="trace-title">
        Trace <code>{trace}</code>
      </h2>
      {first === undefined ? (
        <p class="quiet-text">
          No service remembers this trace any more: each keeps its last thousand pieces of work.
        </p>
      ) : (
        <p class="quiet-text">
          {clockTime(first.start)}, {many(spans.length, 'piece of work', 'pieces of work')}.{' '}
          {first.correlation !== '' && (
            <a href={href('log', [], { find: first.correlation })}>The events of this story</a>
          )}
        </p>
      )}
      {missing.length > 0 && (
        <p class="alert">{missing.join(', ')} did not answer: what was done there is missing.</p>
      )}
      <Picture label="Work of this trace" rows={bars} columns={columns}>
        <div class="ruler" aria-hidden="true">
          <p>
            {[0, 0.25, 0.5, 0.75, 1].map((share) => (
              <span key={share}>{duration(share * spanOf(spans))}</span>
            ))}
          </p>
        </div>
        <ol class="waterfall" data-testid="waterfall">
          {bars.map((bar) => (
            <WaterfallRow key={bar.span.span + bar.span.start} bar={bar} />
          ))}
        </ol>
      </Picture>
      {logs.length > 0 && <h3>What was said</h3>}
      <LogLines lines={logs} />
    </section>
  )
}

function WaterfallRow({ bar: { span, depth, from, width, isSkewed } }: { readonly bar: Bar }) {
  const { service, name, kind, ms, status, isFailed, code } = span
  return (
    <li class={isFailed ? 'is-failed' : undefined}>
      <span class="what" style={{ '--depth': depth }}>
        <a href={href('mesh', ['service', service])}>{service}</a> {name}
      </span>
      <span class="bar-lane">
        <i style={{ '--from': from, '--long': width }} class={`of-${kind}`} />
      </span>
      <span class="how">
        {isFailed && <Icon name="down" />}
        {duration(ms)} · {code ?? status}
        {isSkewed && <span class="chip is-wait">clock differs</span>}
      </span>
    </li>
  )
}

const columns = [
  { name: 'service', of: ({ span }: Bar) => span.service },
  { name: 'work', of: ({ span, depth }: Bar) => `${'· '.repeat(depth)}${span.name}` },
  { name: 'kind', of: ({ span }: Bar) => span.kind },
  { name: 'began', of: ({ span }: Bar) => clockTime(span.start) },
  { name: 'took', of: ({ span }: Bar) => duration(span.ms), isNumber: true },
  { name: 'outcome', of: ({ span }: Bar) => span.code ?? span.status },
]
