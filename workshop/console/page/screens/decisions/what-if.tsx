import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { address, go, href } from '../../address.ts'
import { ask } from '../../ask.ts'
import { Table } from '../../parts/picture.tsx'
import { Outcome } from './outcome.tsx'
import { compared, type Explanation, spaced, type WhatIf } from './view.ts'

interface Version {
  readonly policy: string
  readonly version: string
  readonly from: string | null
  readonly until: string | null
}

/** The same facts under another published version: nothing of it is recorded. */
export function WhatIfPanel({
  path,
  told,
  under,
}: {
  readonly path: string
  readonly told: Explanation
  readonly under: string | undefined
}) {
  const versions = useSignal<readonly Version[]>([])
  const found = useSignal<WhatIf | undefined>(undefined)
  const trouble = useSignal('')
  useEffect(() => {
    void ask<{ readonly policies: readonly Version[] }>('api/policies').then((said) => {
      if (said.ok)
        versions.value = said.value.policies.filter(({ policy }) => policy === told.policy.key)
    })
  }, [])
  useEffect(() => {
    found.value = undefined
    if (under === undefined) return
    let isLeft = false
    void ask<WhatIf>(`${path}/what-if/${encodeURIComponent(under)}`).then((said) => {
      if (isLeft) return
      trouble.value = said.ok ? '' : said.why
      if (said.ok) found.value = said.value
    })
    return () => {
      isLeft = true
    }
  }, [under])

  const { screen, path: where, query } = address.value
  return (
    <section class="panel" data-testid="what-if">
      <h2>What if</h2>
      <label>
        The same facts under{' '}
        <select
          value={under ?? ''}
          onChange={({ currentTarget: { value } }) =>
            go(href(screen, where, { ...query, under: value === '' ? undefined : value }))
          }
        >
          <option value="">no other version</option>
          {versions.value
            .filter(({ version }) => version !== told.policy.version)
            .map(({ version, from, until }) => (
              <option key={version} value={version}>
                version {version}, {from ?? 'ever'} to {until ?? 'now'}
              </option>
            ))}
        </select>
      </label>
      {trouble.value !== '' && <p class="alert">{trouble.value}</p>}
      {found.value && <Found {...found.value} told={told} />}
    </section>
  )
}

function Found({
  was,
  would,
  reasonsGone,
  reasonsNew,
  missing,
  explanation,
  told,
}: WhatIf & { readonly told: Explanation }) {
  const rows = compared(told.rules, explanation?.rules ?? [])
  const different = rows.filter(({ isDifferent }) => isDifferent)
  return (
    <>
      <p role="status" data-testid="would">
        Was <Outcome is={was} />, would be <Outcome is={would} />.
        {reasonsGone.length > 0 && ` Reasons gone: ${reasonsGone.map(spaced).join(', ')}.`}
        {reasonsNew.length > 0 && ` Reasons new: ${reasonsNew.map(spaced).join(', ')}.`}
        {missing.length > 0 && ` It asks for what nobody knows: ${missing.map(spaced).join(', ')}.`}
        {different.length === 0 && ' Every rule judges as it did.'}
      </p>
      {different.length > 0 && (
        <Table
          label="Rules that judge otherwise"
          rows={different}
          columns={[
            { name: 'Rule', of: ({ rule }) => spaced(rule) },
            {
              name: `Version ${told.policy.version}`,
              of: ({ was }) =>
                was ? (
                  <>
                    <Outcome is={was.outcome} /> {was.because}
                  </>
                ) : (
                  'not in it'
                ),
            },
            {
              name: `Version ${explanation?.policy.version ?? ''}`,
              of: ({ would }) =>
                would ? (
                  <>
                    <Outcome is={would.outcome} /> {would.because}
                  </>
                ) : (
                  'not in it'
                ),
            },
          ]}
        />
      )}
    </>
  )
}
