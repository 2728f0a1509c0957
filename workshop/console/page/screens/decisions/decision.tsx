import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { address, href } from '../../address.ts'
import { ask } from '../../ask.ts'
import { Table } from '../../parts/picture.tsx'
import { Outcome } from './outcome.tsx'
import { byWeight, type Explanation, type Replayed, spaced } from './view.ts'
import { WhatIfPanel } from './what-if.tsx'

/** One decision: what was said and why, made again from the log, and under another version of the policy. */
export function Decision({ application }: { readonly application: string }) {
  const why = useSignal<Explanation | undefined>(undefined)
  const trouble = useSignal('')
  const path = `api/decisions/${encodeURIComponent(application)}`
  useEffect(() => {
    void ask<Explanation>(`${path}/why`).then((said) => {
      if (said.ok) why.value = said.value
      else trouble.value = said.why
    })
  }, [])

  const told = why.value
  if (told === undefined)
    return (
      <section class="decision" aria-label={application}>
        <p role="status">{trouble.value || 'Reading…'}</p>
      </section>
    )
  const { outcome, settled, policy, referrals, missing, degraded } = told
  return (
    <section class="decision" aria-label={`Decision about ${application}`} data-testid="decision">
      <header class="panel">
        <h2>
          {application} <Outcome is={settled?.outcome ?? outcome} />
        </h2>
        <p class="quiet-text">
          {policy.title} · version {policy.version} ·{' '}
          <code title={policy.hash}>{policy.hash.slice(0, 12)}</code> ·{' '}
          <a href={href('log', ['underwriting', `credit-decision-${application}`])}>its events</a>
        </p>
        {settled && (
          <p>
            The policy said <Outcome is={outcome} />; settled by {settled.by.join(' and ')}:{' '}
            {settled.because}
          </p>
        )}
        {referrals.length > 0 && <p>A person must look: {referrals.map(spaced).join(', ')}.</p>}
        {missing.length > 0 && <p>Not known: {missing.map(spaced).join(', ')}.</p>}
        {degraded.length > 0 && (
          <p>Degraded, so nobody is approved on it: {degraded.map(spaced).join(', ')}.</p>
        )}
        <p class="notice">{told.notice}</p>
      </header>
      <div class="tries">
        <Replay path={path} />
        <WhatIfPanel path={path} told={told} under={address.value.query.under} />
      </div>
      <section class="panel" data-testid="rules">
        <h2>Rules</h2>
        <Table
          label="Every rule, with what it saw; what decided comes first"
          rows={byWeight(told.rules)}
          columns={[
            { name: 'Rule', of: ({ rule }) => spaced(rule) },
            { name: 'Judged', of: ({ outcome }) => <Outcome is={outcome} /> },
            { name: 'What it saw', of: ({ because }) => because },
            { name: 'Rests on', of: ({ citation }) => citation },
            { name: 'Version chosen by', of: ({ dated }) => dated },
          ]}
        />
      </section>
      <section class="panel" data-testid="facts">
        <h2>Facts</h2>
        <Table
          label="What was known, and from whom"
          rows={told.facts}
          columns={[
            { name: 'Fact', of: ({ name }) => spaced(name) },
            {
              name: 'Value',
              of: ({ value, isDegraded }) => (
                <>
                  {value} {isDegraded && <Outcome is="degraded" />}
                </>
              ),
            },
            { name: 'Source', of: ({ source }) => source },
          ]}
        />
      </section>
    </section>
  )
}

/** The decision made again from the log alone, and compared byte for byte. */
function Replay({ path }: { readonly path: string }) {
  const again = useSignal<Replayed | undefined>(undefined)
  const trouble = useSignal('')
  const run = async () => {
    const said = await ask<Replayed>(`${path}/replay`)
    trouble.value = said.ok ? '' : said.why
    if (said.ok) again.value = said.value
  }
  return (
    <section class="panel">
      <h2>Again</h2>
      <button type="button" onClick={() => void run()}>
        Decide again from the log
      </button>
      <p role="status" data-testid="replayed">
        {trouble.value}
        {again.value?.matches === true &&
          `✓ The same decision, byte for byte, by engine ${again.value.engine} under policy ${again.value.policy.hash.slice(0, 12)}.`}
        {again.value?.matches === false && `✕ Not the same: ${again.value.differences.join('; ')}.`}
      </p>
    </section>
  )
}
