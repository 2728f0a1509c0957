import { Alert, Frame } from '../parts/frame.tsx'
import { signedIn } from '../parts/session.ts'
import { State } from '../parts/state.tsx'
import { daysUntil, money, spaced } from '../parts/words.ts'
import { ExplanationView } from './explanation.tsx'
import { Matches } from './matches.tsx'
import { type Case, cases, chosen, failure, me, people, shown, step } from './view.ts'

/** The officer's page: whose notice is due first comes first; beside it one decision and its reasons, on one screen. */
export const Queue = () => (
  <Frame here="Officer’s queue">
    <div class="head">
      <h1>Officer’s queue</h1>
      {signedIn.value === undefined ? <Choose /> : <p class="me">You are {label(me.value)}</p>}
    </div>
    <Alert>{failure.value}</Alert>
    <Matches />
    <div class="queue">
      <List />
      <ExplanationView />
    </div>
  </Frame>
)

type Person = { readonly name: string; readonly grade: string }
const label = ({ name, grade }: Person) => `${name}, ${grade}`

/** Where nobody asks for tokens, anybody may say who they are. */
const Choose = () => (
  <label class="me">
    <span>You are</span>
    <select
      data-testid="me"
      value={me.value.name}
      onChange={({ currentTarget }) => {
        chosen.value = people.find(({ name }) => name === currentTarget.value) ?? people[0]
      }}
    >
      {people.map((one) => (
        <option key={one.name} value={one.name}>
          {label(one)}
        </option>
      ))}
    </select>
  </label>
)

function List() {
  const list = cases.value
  return (
    <nav
      class="card list"
      aria-label="Cases; arrow keys go up and down"
      onKeyDown={(event) => {
        const places = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
        if (places === 0) return
        event.preventDefault()
        step(places)
        requestAnimationFrame(() =>
          document.querySelector<HTMLElement>('.row[aria-current]')?.focus(),
        )
      }}
    >
      {list === undefined ? (
        <p class="quiet">Asking…</p>
      ) : list.length === 0 ? (
        <p class="quiet">Nothing waits for a person.</p>
      ) : (
        list.map((one) => <Row key={one.application} of={one} />)
      )}
    </nav>
  )
}

function Row({
  of: { application, state, round, product, loanAmount, referrals, taker, noticeDueOn },
}: {
  of: Case
}) {
  const days = daysUntil(noticeDueOn)
  return (
    <a
      class="row"
      href={`#${application}`}
      aria-current={application === shown.value ? 'true' : undefined}
      data-testid="case"
    >
      <span class="what">
        <b>{money(loanAmount)}</b> {product}
      </span>
      <State is={state} />
      <span class="quiet small">{application}</span>
      <span class={`small ${days < 6 ? 'urgent' : 'quiet'}`}>
        {days < 0 ? 'overdue' : `${days} days`}
      </span>
      <span class="why small">{referrals.split(', ').map(spaced).join(' · ')}</span>
      {round > 1 && <span class="small">round {round}, on better facts</span>}
      {taker !== null && <span class="quiet small">with {taker}</span>}
    </a>
  )
}
