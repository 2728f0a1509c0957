import { useSignal } from '@preact/signals'
import { money } from '../parts/words.ts'
import { act, type Case, type Explanation, me } from './view.ts'

/** What a person may do with a case: take it, propose an outcome for a reason, and confirm what another proposed. */
export const Actions = ({ told, of }: { told: Explanation; of: Case }) => (
  <div class="card act">
    {of.state === 'proposed' && told.proposed !== null ? (
      <Confirm told={told} proposed={told.proposed} />
    ) : (
      <Propose key={told.application} told={told} of={of} />
    )}
  </div>
)

function Propose({
  told: { grounds, missing, degraded },
  of: { taker },
}: {
  told: Explanation
  of: Case
}) {
  const because = useSignal('')
  const chosen = useSignal<readonly string[]>([])
  const mine = taker === me.value.name
  const isFree = taker === null
  const propose = (outcome: string, reasons: readonly string[]) =>
    void act('propose-outcome', { outcome, because: because.value, reasons })
  return (
    <>
      <div class="taking">
        <h2>{isFree ? 'Nobody works on it' : mine ? 'You work on it' : `${taker} works on it`}</h2>
        {isFree && (
          <button type="button" data-testid="take" onClick={() => void act('take-case')}>
            Take it
          </button>
        )}
        {mine && (
          <button type="button" onClick={() => void act('hand-back-case')}>
            Hand it back
          </button>
        )}
      </div>
      {mine && (
        <>
          <label class="because">
            <span>Because, ten characters at least</span>
            <textarea
              rows={2}
              data-testid="because"
              value={because.value}
              onInput={({ currentTarget }) => {
                because.value = currentTarget.value
              }}
            />
          </label>
          {grounds.length > 0 && (
            <fieldset class="grounds">
              <legend>Reasons of a decline</legend>
              {grounds.map(({ code, text }) => (
                <label key={code}>
                  <input
                    type="checkbox"
                    checked={chosen.value.includes(code)}
                    onChange={({ currentTarget }) => {
                      const others = chosen.value.filter((one) => one !== code)
                      chosen.value = currentTarget.checked ? [...others, code] : others
                    }}
                  />{' '}
                  {text}
                </label>
              ))}
            </fieldset>
          )}
          <p class="buttons">
            <button
              type="button"
              class="primary"
              data-testid="propose-approval"
              disabled={missing.length > 0 || degraded.length > 0}
              onClick={() => propose('approved', [])}
            >
              Propose approval
            </button>
            <button
              type="button"
              disabled={grounds.length === 0}
              onClick={() => propose('declined', chosen.value)}
            >
              Propose decline
            </button>
          </p>
        </>
      )}
    </>
  )
}

interface ConfirmOptions {
  readonly told: Explanation
  readonly proposed: NonNullable<Explanation['proposed']>
}

function Confirm({ told: { authority }, proposed }: ConfirmOptions) {
  const { name, grade } = me.value
  const limit = authority.find((one) => one.grade === grade)?.upTo
  const isOwn = proposed.by === name
  return (
    <>
      <h2>
        {proposed.by} proposes: {proposed.outcome}
      </h2>
      <p>{proposed.because}</p>
      {proposed.reasons.length > 0 && <p class="quiet small">{proposed.reasons.join(', ')}</p>}
      <p class="quiet small">
        {isOwn
          ? 'Another person confirms it.'
          : `As ${grade} you decide up to ${limit === undefined ? 'nothing' : money(limit)}.`}
      </p>
      <p class="buttons">
        <button
          type="button"
          class="primary"
          data-testid="confirm"
          disabled={isOwn}
          onClick={() => void act('confirm-outcome', { grade })}
        >
          Confirm
        </button>
        <button
          type="button"
          disabled={isOwn}
          onClick={() =>
            void act('return-proposal', { because: 'returned: it needs another look' })
          }
        >
          Return it
        </button>
      </p>
    </>
  )
}
