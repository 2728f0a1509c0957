import { State } from '../parts/state.tsx'
import { date, shownValue } from '../parts/words.ts'
import { type Field, sections } from './fields.ts'
import { Line } from './form.tsx'
import {
  isSending,
  type Offer,
  offer,
  progress,
  provide,
  takeOffer,
  told,
  withdraw,
} from './view.ts'

const open = new Set(['received', 'incomplete', 'complete', 'referred'])

/** How far an application is, what it lacks, and what was decided, in the words of the notice. */
export function Status() {
  const now = progress.value
  if (now === undefined) return <p class="quiet">Asking…</p>
  const { state, missing, respondBy, screening, credit } = now
  const isComplete = missing === '' && state !== 'received'
  return (
    <div class="status">
      <ol class="card steps" aria-label="How far it is">
        <Step title="Received" is="passed" />
        <Step title="Complete" is={isComplete ? 'passed' : 'incomplete'} />
        <Step title="Screening" is={isComplete ? screening : 'due'} />
        <Step title="Credit report" is={isComplete ? credit : 'due'} />
        <Step title="Answer" is={isComplete && state !== 'complete' ? state : 'due'} />
      </ol>
      {state === 'incomplete' && respondBy !== null && (
        <Missing names={missing.split(', ')} by={respondBy} />
      )}
      {isComplete && credit === 'silent' && state === 'complete' && (
        <p class="card">
          A credit bureau does not answer. That is no reason to decline anybody: it is asked again
          by itself, and your application waits.
        </p>
      )}
      {state === 'stopped' && (
        <p class="card">
          The law does not permit us to extend the credit that you asked for. We write to you about
          it; if we take you for somebody else, answer the letter, and another person looks again.
        </p>
      )}
      {told.value !== undefined && (
        <section class="card notice" aria-live="polite" data-testid="notice">
          <h2>
            What we have to say <State is={state} />
          </h2>
          <p>{told.value.notice}</p>
          <p class="quiet small">
            The notice of it is due on {date(told.value.noticeDueOn)}.{' '}
            <a href={`./queue#${now.application}`}>Why it was decided so</a>
          </p>
        </section>
      )}
      {offer.value !== undefined && offer.value.state !== 'ended' && <Offered of={offer.value} />}
      <p class="actions">
        {open.has(state) && (
          <button type="button" disabled={isSending.value} onClick={() => void withdraw()}>
            Withdraw it
          </button>
        )}
        <a class="button" href="./apply">
          Another application
        </a>
      </p>
    </div>
  )
}

const Step = ({ title, is }: { title: string; is: string }) => (
  <li>
    <span>{title}</span>
    <State is={is} />
  </li>
)

const Offered = ({
  of: { application, amount, ratePercent, payments, until, state },
}: {
  of: Offer
}) => (
  <section class="card offered" data-testid="offer">
    <h2>
      {shownValue(amount)}{' '}
      <span class="quiet">
        at {ratePercent} %, over {payments} months
      </span>
    </h2>
    {state === 'open' ? (
      <p>
        You may take it until {date(until)}.{' '}
        <button
          type="button"
          class="primary"
          disabled={isSending.value}
          onClick={() => void takeOffer()}
        >
          Take the loan
        </button>
      </p>
    ) : (
      <p>
        You have taken it.{' '}
        <a href={`./api/servicing/loans/${application}/schedule`}>Its schedule</a>
      </p>
    )}
  </section>
)

function Missing({ names, by }: { names: readonly string[]; by: string }) {
  const fields = sections
    .flatMap((section) => section.fields as readonly Field[])
    .filter(({ name }) => names.includes(name))
  return (
    <form
      class="card apply"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void provide()
      }}
    >
      <h2>Please tell us, until {date(by)}</h2>
      {fields.map((field) => (
        <Line key={field.name} field={field} />
      ))}
      <button class="primary" type="submit" disabled={isSending.value}>
        Send
      </button>
    </form>
  )
}
