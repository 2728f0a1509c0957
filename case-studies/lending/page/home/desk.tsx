import { Alert, Frame } from '../parts/frame.tsx'
import { State } from '../parts/state.tsx'
import { spaced } from '../parts/words.ts'
import { type Application, applications, breakers, failure, setFault, systems } from './view.ts'

const titles: { readonly [system: string]: string } = {
  northstar: 'Northstar, bureau',
  meridian: 'Meridian, bureau',
  sanctions: 'Sanctions list',
}

/** What comes in, how far it is, and the foreign systems, which can be made to fail. */
export const Desk = () => (
  <Frame here="Desk">
    <h1>Loan desk</h1>
    <p class="lead">
      Applications come in, are screened, and go to a decision. Make a bureau fail and watch: they
      wait, and nobody is declined for it.
    </p>
    <Alert>{failure.value}</Alert>
    <div class="desk">
      <section class="card" aria-labelledby="latest">
        <h2 id="latest">Latest applications</h2>
        <List />
      </section>
      <section class="card" aria-labelledby="foreign">
        <h2 id="foreign">Somebody else’s systems</h2>
        {Object.entries(systems.value).map(([name, { fault, meaning, choices }]) => (
          <div class="foreign" key={name}>
            <label>
              <span class="title">
                {titles[name] ?? name}
                <State is={breakers.value[name] === 'open' ? 'failed' : 'passed'}>
                  {`breaker ${breakers.value[name] ?? 'closed'}`}
                </State>
              </span>
              <select
                data-testid={`fault-${name}`}
                value={fault}
                onChange={({ currentTarget }) => void setFault(name, currentTarget.value)}
              >
                {choices.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
            <p class="quiet small">{meaning}</p>
          </div>
        ))}
      </section>
    </div>
  </Frame>
)

function List() {
  const list = applications.value
  if (list === undefined) return <p class="quiet">Asking…</p>
  if (list.length === 0)
    return (
      <p class="quiet">
        Nobody has asked yet. <a href="./apply">Apply for a loan</a>, or wait for a synthetic one.
      </p>
    )
  return (
    <div class="scrolls">
      <table>
        <thead>
          <tr>
            <th scope="col">Application</th>
            <th scope="col">For</th>
            <th scope="col">State</th>
            <th scope="col">Screening</th>
            <th scope="col">Credit data</th>
          </tr>
        </thead>
        <tbody>
          {list.map((one) => (
            <Row key={one.application} of={one} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The first of them, and how many more there are. */
const several = (names: readonly string[], most = 3): string =>
  names.length <= most + 1
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`

const Row = ({
  of: { application, product, state, screening, credit, missing, trouble },
}: {
  of: Application
}) => (
  <tr data-testid="application">
    <td>
      <a href={`./apply#${application}`}>{application}</a>
      {missing !== '' && (
        <div class="quiet small">lacks {several(missing.split(', ').map(spaced))}</div>
      )}
    </td>
    <td>{product}</td>
    <td>
      <State is={state} />
    </td>
    <td>
      <State is={screening} />
    </td>
    <td>
      <State is={credit} />
      {trouble !== null && credit !== 'sound' && <div class="quiet small">{trouble}</div>}
    </td>
  </tr>
)
