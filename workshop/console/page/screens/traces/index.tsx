import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { LogView, TraceSummary } from '../../../server/views/trace-view.ts'
import { address, go, href } from '../../address.ts'
import { ask } from '../../ask.ts'
import { useKeys } from '../../keys.ts'
import { Table } from '../../parts/picture.tsx'
import { clockTime, duration, figure } from '../../parts/words.ts'
import { LogLines } from './log-lines.tsx'
import { Trace } from './trace.tsx'
import './traces.css'

interface Found {
  readonly traces?: readonly TraceSummary[]
  readonly logs?: readonly LogView[]
  readonly missing: readonly string[]
}

/** What was done last and what was said, in all services; `#/traces/logs` for the lines. */
export default function Traces() {
  const [trace] = address.value.path
  return trace === undefined || trace === 'logs' ? (
    <Search of={trace === 'logs' ? 'logs' : 'traces'} />
  ) : (
    <Trace trace={trace} />
  )
}

function Search({ of }: { readonly of: 'traces' | 'logs' }) {
  const { find = '' } = address.value.query
  const found = useSignal<Found | undefined>(undefined)
  const problem = useSignal('')
  const field = useRef<HTMLInputElement>(null)
  const look = async () => {
    const answer = await ask<Found>(`${of}?${new URLSearchParams({ find })}`)
    problem.value = answer.ok ? '' : answer.why
    if (answer.ok) found.value = answer.value
  }
  useEffect(() => {
    found.value = undefined
    void look()
  }, [of, find])
  useKeys(
    [
      { key: '/', does: 'traces: find', run: () => field.current?.focus() },
      { key: 'r', does: 'traces: look again', run: () => void look() },
    ],
    [of, find],
  )
  const here = of === 'logs' ? ['logs'] : []
  return (
    <section class="panel" aria-labelledby="traces-title">
      <div class="row">
        <h2 id="traces-title">{of === 'logs' ? 'Logs' : 'Traces'}</h2>
        <a href={href('traces', of === 'logs' ? [] : ['logs'], { find: find || undefined })}>
          {of === 'logs' ? 'Traces' : 'Logs'}
        </a>
        <form
          class="find"
          onSubmit={(event) => {
            event.preventDefault()
            go(href('traces', here, { find: field.current?.value || undefined }))
          }}
        >
          <label>
            <span class="hidden">Find a service, work, code or id</span>
            <input
              ref={field}
              type="search"
              placeholder="service, work, code, id"
              defaultValue={find}
            />
          </label>
          <button type="submit">Find</button>
          <button type="button" onClick={() => void look()}>
            Look again
          </button>
        </form>
      </div>
      {problem.value !== '' && <p class="alert">{problem.value}</p>}
      {found.value === undefined ? (
        <p class="empty">Asking the services…</p>
      ) : (
        <>
          {found.value.missing.length > 0 && (
            <p class="alert">{found.value.missing.join(', ')} did not answer.</p>
          )}
          {of === 'logs' ? (
            <LogLines lines={found.value.logs ?? []} />
          ) : (
            <Table label="The last traces" rows={found.value.traces ?? []} columns={columns} />
          )}
        </>
      )}
    </section>
  )
}

const columns = [
  { name: 'began', of: ({ start }: TraceSummary) => clockTime(start) },
  {
    name: 'with',
    of: ({ trace, service, name }: TraceSummary) => (
      <a href={href('traces', [trace])} data-testid="trace">
        {service}: {name}
      </a>
    ),
  },
  { name: 'through', of: ({ services }: TraceSummary) => services.join(', ') },
  { name: 'work', of: ({ spans }: TraceSummary) => figure(spans), isNumber: true },
  {
    name: 'failed',
    of: ({ failed }: TraceSummary) => (failed > 0 ? `✕ ${failed}` : ''),
    isNumber: true,
  },
  { name: 'took', of: ({ ms }: TraceSummary) => duration(ms), isNumber: true },
]
