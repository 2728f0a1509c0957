import { State } from '../parts/state.tsx'
import { actOnMatch, type Match, matches } from './view.ts'

/** People who may be on the sanctions list: two of us say who they are. */
export function Matches() {
  if (matches.value.length === 0) return null
  return (
    <section class="card matches" aria-labelledby="held">
      <h2 id="held">Held by the screening</h2>
      {matches.value.map((one) => (
        <Held key={one.application} of={one} />
      ))}
    </section>
  )
}

const because = {
  'false-match': 'another person: birthday and country differ',
  'true-match': 'the person on the list: birthday and country agree',
} as const

function Held({ of: { application, entries, judge, verdict, because: told } }: { of: Match }) {
  const judgeIt = (wanted: keyof typeof because) =>
    void actOnMatch(application, 'judge-match', { verdict: wanted, because: because[wanted] })
  return (
    <div class="match" data-testid="match">
      <span>
        <b>{application}</b> <span class="quiet">{entries}</span>
      </span>
      {judge === null ? (
        <span class="buttons">
          <button type="button" onClick={() => judgeIt('false-match')}>
            Somebody else
          </button>
          <button type="button" onClick={() => judgeIt('true-match')}>
            The one on the list
          </button>
        </span>
      ) : (
        <span class="buttons">
          <State is="proposed">{`${verdict ?? ''} by ${judge}`}</State>
          <span class="quiet small">{told}</span>
          <button type="button" onClick={() => void actOnMatch(application, 'confirm-judgement')}>
            Confirm
          </button>
        </span>
      )}
    </div>
  )
}
