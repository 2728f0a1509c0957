import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RunView, ScenarioView } from '../../../server/views/scenario-view.ts'
import { ask } from '../../ask.ts'
import { at, entry } from '../../live/store.ts'
import { Icon } from '../../parts/icon.tsx'
import { duration } from '../../parts/words.ts'

const running = entry<RunView>('run')

/** Scenarios with one click: what will happen, what is expected, and what comes of it. */
export function ScenarioPanel() {
  const scenarios = useSignal<readonly ScenarioView[]>([])
  const problem = useSignal('')
  useEffect(() => {
    void ask<readonly ScenarioView[]>('scenarios').then((answer) => {
      if (answer.ok) scenarios.value = answer.value
      else problem.value = answer.why
    })
  }, [])
  const send = async (path: string, body: object) => {
    const answer = await ask(path, body)
    problem.value = answer.ok ? '' : answer.why
  }
  const run = running.value
  const isOn = run !== undefined && isUnderWay(run)
  if (scenarios.value.length === 0 && run === undefined && problem.value === '') return null
  return (
    <section class="panel" aria-labelledby="scenarios-title">
      <h2 id="scenarios-title">Scenarios</h2>
      {run && <Run run={run} onStop={() => void send('faults/stop', {})} />}
      {problem.value !== '' && (
        <p class="alert" role="alert">
          {problem.value}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <ul class="scenarios" aria-labelledby="scenarios-title" tabIndex={0}>
        {scenarios.value.map(({ part, name, description, lastsMs, yaml }) => (
          <li key={part + name}>
            <div>
              <h3>{name}</h3>
              <p class="quiet-text">
                {description} {part}, {duration(lastsMs)}.
              </p>
            </div>
            <button
              type="button"
              disabled={isOn}
              data-testid={`run-${name}`}
              aria-label={`Run ${name}`}
              onClick={() => void send('faults', { yaml, isVerified: true })}
            >
              Run
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const isUnderWay = ({ phase }: RunView) => ['measuring', 'striking', 'healing'].includes(phase)

const phases = {
  measuring: 'measuring what is normal',
  striking: 'the faults are on',
  healing: 'the faults are off: will all be well again?',
  over: 'over',
  stopped: 'taken back',
  failed: 'it could not go on',
} as const

function Run({ run, onStop }: { readonly run: RunView; readonly onStop: () => void }) {
  const { name, phase, strikesAt, endsAt, expected, findings, isMet, why } = run
  const until = phase === 'measuring' ? strikesAt : endsAt
  const left = Math.max(0, until - at.value)
  return (
    <div class="run" data-testid="run">
      <p class="row">
        <strong>{name}</strong>
        <span
          class={`chip is-${isMet === false || phase === 'failed' ? 'bad' : isMet ? 'good' : 'wait'}`}
        >
          <Icon name={isMet === undefined ? 'fault' : isMet ? 'closed' : 'open'} />
          {isMet === undefined ? phases[phase] : isMet ? 'as expected' : 'not as expected'}
        </span>
        {(phase === 'measuring' || phase === 'striking') && (
          <span class="quiet-text">{Math.ceil(left / 1_000)} s more</span>
        )}
        {isUnderWay(run) && (
          <button type="button" onClick={onStop}>
            Stop
          </button>
        )}
      </p>
      {why !== undefined && <p class="alert">{why}</p>}
      {findings === undefined ? (
        expected.length > 0 && (
          <ul class="findings">
            {expected.map((sentence) => (
              <li key={sentence}>expected: {sentence}</li>
            ))}
          </ul>
        )
      ) : (
        <ul class="findings">
          {findings.map(({ isMet, sentence }) => (
            <li key={sentence} class={isMet ? 'is-met' : 'is-not-met'}>
              {isMet ? '✓' : '✕'} {sentence}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
