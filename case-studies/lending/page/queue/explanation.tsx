import { State } from '../parts/state.tsx'
import { date, money, nameOf, shownValue, spaced } from '../parts/words.ts'
import { Actions } from './actions.tsx'
import { current, type Explanation, type Rule, shown, why } from './view.ts'

/** A decision on one screen: what was said, what failed and why, on which facts, and what a person may do. */
export function ExplanationView() {
  const told = why.value
  if (shown.value === '') return <p class="quiet">Choose a case.</p>
  if (told === undefined) return <p class="quiet">There is no decision about {shown.value} yet.</p>
  return (
    <section
      class="told"
      aria-label={`Decision about ${told.application}`}
      data-testid="explanation"
    >
      <Head of={told} />
      <div class="columns">
        <div class="card">
          <h2>Rules</h2>
          <Rules of={told.rules} />
        </div>
        <div class="side">
          {current.value !== undefined && <Actions told={told} of={current.value} />}
          <div class="card facts">
            <h2>Facts</h2>
            <Facts of={told.facts} />
          </div>
        </div>
      </div>
    </section>
  )
}

function Head({ of }: { of: Explanation }) {
  const {
    application,
    outcome,
    round,
    earlier,
    settled,
    calledOff,
    policy,
    referrals,
    missing,
    degraded,
    notice,
    noticeDueOn,
  } = of
  const amount = of.facts.find(({ name }) => name === 'loanAmount')?.value ?? ''
  return (
    <header class="card outcome">
      <div>
        <h2>
          {shownValue(amount)}{' '}
          <State is={settled?.outcome ?? (calledOff === null ? outcome : 'called-off')} />
        </h2>
        <p class="quiet small">
          {application} · {policy.title.split('.')[0]} ·{' '}
          <code title={policy.hash}>{policy.hash.slice(0, 10)}</code>
          {settled !== null && ` · settled by ${settled.by.join(' and ')}`}
        </p>
      </div>
      <div>
        {referrals.length > 0 && calledOff === null && (
          <p>A person must look: {referrals.map(spaced).join(', ')}.</p>
        )}
        {missing.length > 0 && <p>Not known: {missing.map(nameOf).join(', ')}.</p>}
        {degraded.length > 0 && (
          <p>Degraded, so nobody is approved on it: {degraded.map(nameOf).join(', ')}.</p>
        )}
        {(referrals.length === 0 || calledOff !== null) && <p class="words">{notice}</p>}
        {earlier.map((before) => (
          <p key={before.round} class="quiet small">
            Round {before.round}, {date(before.decidedOn)}: {before.outcome}, for{' '}
            {before.referrals.map(spaced).join(', ')}. This is round {round}, on better facts.
          </p>
        ))}
        {calledOff === null && <p class="quiet small">The notice is due on {date(noticeDueOn)}.</p>}
      </div>
    </header>
  )
}

/** What decides comes first. */
const order = ['failed', 'fact missing', 'held', 'not evaluated']

function Rules({ of }: { of: readonly Rule[] }) {
  const sorted = [...of].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  return (
    <table class="rules">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">What it saw</th>
          <th scope="col">Rests on</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ rule, outcome, because, citation, dated }) => (
          <tr key={rule} class={outcome.replace(' ', '-')}>
            <th scope="row">
              <State is={outcome === 'held' ? 'passed' : outcome}>
                {outcome === 'not evaluated' ? 'n/a' : outcome}
              </State>{' '}
              {spaced(rule)}
            </th>
            <td>{sentence(because)}</td>
            <td class="quiet" title={`version of ${dated}`}>
              {citation}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What a rule saw, as people write it: amounts as money, a flag as yes or no, names of facts as words. */
const sentence = (because: string) =>
  because
    .replaceAll(/(\d+\.\d{2,4}) USD/g, (_, amount: string) => money(amount))
    .replaceAll(/(\w+) is (not )?so\b/g, (_, flag, not) => `${flag}: ${not ? 'no' : 'yes'}`)
    .replaceAll(/\bap(o?)r\b/g, (name) => name.toUpperCase())
    .replaceAll(/[a-z]+(?:[A-Z][a-z]+)+/g, spaced)

const Facts = ({ of }: { of: Explanation['facts'] }) => (
  <dl>
    {of.map(({ name, value, source, isDegraded }) => (
      <div key={name} title={source}>
        <dt>{nameOf(name)}</dt>
        <dd>
          {shownValue(value)}
          {isDegraded && (
            <>
              {' '}
              <State is="degraded" />
            </>
          )}
        </dd>
      </div>
    ))}
  </dl>
)
