import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { address, go, href } from '../../address.ts'
import { ask } from '../../ask.ts'
import { useKeys } from '../../keys.ts'
import './decisions.css'
import { Decision } from './decision.tsx'
import { Outcome } from './outcome.tsx'
import type { Listed } from './view.ts'

/** `#/decisions/APPLICATION?under=VERSION`, and `?outcome=declined` for the list. */
export default function Decisions() {
  const list = useSignal<readonly Listed[] | undefined>(undefined)
  const trouble = useSignal('')
  const [application] = address.value.path
  const { outcome } = address.value.query

  useEffect(() => {
    let isLeft = false
    void ask<{ readonly decisions: readonly Listed[] }>('api/decisions').then((said) => {
      if (isLeft) return
      trouble.value = said.ok ? '' : said.why
      if (said.ok) list.value = said.value.decisions
    })
    return () => {
      isLeft = true
    }
  }, [application])

  const all = list.value ?? []
  const outcomes = [...new Set(all.map((one) => one.outcome))].sort()
  const shown = withOutcome(all)
  // keys are bound once: what is there is looked at when they are pressed
  const step = (by: number) => {
    const there = withOutcome(list.value ?? [])
    const place = there.findIndex((one) => one.application === address.value.path[0])
    const next = there[Math.min(there.length - 1, Math.max(0, place + by))]
    if (next !== undefined) go(to(next.application))
  }
  useKeys([
    { key: 'j', does: 'the next decision', run: () => step(1) },
    { key: 'k', does: 'the decision before', run: () => step(-1) },
  ])

  return (
    <div class="decisions">
      <section class="panel list" aria-label="Decisions">
        <label>
          Outcome{' '}
          <select
            value={outcome ?? ''}
            onChange={({ currentTarget: { value } }) =>
              go(href('decisions', [], { outcome: value === '' ? undefined : value }))
            }
          >
            <option value="">every outcome</option>
            {outcomes.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <p class="quiet-text" role="status">
          {trouble.value ||
            (list.value === undefined ? 'Reading…' : `${shown.length} decisions, the latest first`)}
        </p>
        <ul class="found" data-testid="decisions">
          {shown.map((one) => (
            <li key={one.application}>
              <a
                href={to(one.application)}
                aria-current={one.application === application ? 'true' : undefined}
              >
                <strong>{one.application}</strong> <Outcome is={one.settled ?? one.outcome} />
                <span class="quiet-text">
                  policy {one.version}
                  {one.reasons !== '' && ` · ${one.reasons.replaceAll('-', ' ')}`}
                </span>
              </a>
            </li>
          ))}
        </ul>
      </section>
      {application === undefined ? (
        <p class="empty">
          Choose a decision: why it was made, made again, and under another version of its policy.
        </p>
      ) : (
        <Decision key={application} application={application} />
      )}
    </div>
  )
}

const to = (application: string) =>
  href('decisions', [application], { outcome: address.value.query.outcome })

const withOutcome = (all: readonly Listed[]): readonly Listed[] => {
  const { outcome } = address.value.query
  return all.filter((one) => outcome === undefined || one.outcome === outcome)
}
