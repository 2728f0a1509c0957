import { useSignal } from '@preact/signals'
import type { RunView } from '../../../server/views/scenario-view.ts'
import type { FaultView } from '../../../server/views/service-view.ts'
import { ask } from '../../ask.ts'
import { entry } from '../../live/store.ts'
import { Icon } from '../../parts/icon.tsx'
import { type Fault, faultsYaml } from './faults-yaml.ts'

type Target = { readonly service: string } | { readonly from: string; readonly to: string }

const ofServices = {
  hang: 'hang',
  slow: 'answer late',
  abort: 'answer with an error',
  kill: 'kill',
}
const ofLines = { partition: 'cut', delay: 'make it long', duplicate: 'send twice' }
/** What a fault's figure means, and where it begins. */
const figures: Readonly<Record<string, readonly [label: string, value: number, most: number]>> = {
  slow: ['milliseconds', 2_000, 60_000],
  delay: ['milliseconds', 2_000, 60_000],
  abort: ['percent', 100, 100],
  duplicate: ['percent', 50, 100],
}

interface FaultPanelProps {
  readonly part: string
  readonly target: Target
  /** What is on here now. */
  readonly active: readonly FaultView[]
}

/** Breaks a service or a line on purpose, by the same file that the command line takes. */
export function FaultPanel({ part, target, active }: FaultPanelProps) {
  const kinds: Readonly<Record<string, string>> = 'service' in target ? ofServices : ofLines
  const kind = useSignal(Object.keys(kinds)[0] as string)
  const size = useSignal<number | undefined>(undefined)
  const seconds = useSignal(60)
  const problem = useSignal('')
  const run = entry<RunView>('run').value
  const is = kind.value in kinds ? kind.value : (Object.keys(kinds)[0] as string)
  const [label, usual = 0, most = 0] = figures[is] ?? []
  const value = size.value ?? usual
  const fault = {
    is,
    ...target,
    ...(label === 'milliseconds' && { ms: value }),
    ...(label === 'percent' && { percent: value }),
    ...(is === 'abort' && { status: 503 }),
  } as Fault
  const yaml = faultsYaml(part, fault, seconds.value)
  const isRunning = run?.phase === 'striking' || run?.phase === 'measuring'
  const send = async (path: string, body: object) => {
    const answer = await ask(path, body)
    problem.value = answer.ok ? '' : answer.why
  }
  return (
    <form
      class="faults"
      onSubmit={(event) => {
        event.preventDefault()
        void send('faults', { yaml, isVerified: false })
      }}
    >
      <h3>Break it</h3>
      {active.length > 0 && (
        <p class="row">
          {active.map((fault) => (
            <span class="chip is-bad" key={JSON.stringify(fault)}>
              <Icon name="fault" />
              {Object.values(fault).join(' ')}
            </span>
          ))}
        </p>
      )}
      <div class="row">
        <label>
          <span>what</span>
          <select
            value={is}
            onChange={({ currentTarget }) => {
              kind.value = currentTarget.value
              size.value = undefined
            }}
          >
            {Object.entries(kinds).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {label !== undefined && (
          <label>
            <span>{label}</span>
            <input
              type="number"
              min="1"
              max={most}
              value={value}
              onInput={({ currentTarget }) => (size.value = currentTarget.valueAsNumber || usual)}
            />
          </label>
        )}
        <label>
          <span>seconds</span>
          <input
            type="number"
            min="1"
            max="600"
            value={seconds.value}
            onInput={({ currentTarget }) => (seconds.value = currentTarget.valueAsNumber || 60)}
          />
        </label>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <pre class="yaml" tabIndex={0}>
        {yaml}
      </pre>
      <p class="quiet-text">
        The same from the command line: <code>npx watertight mesh faults apply FILE</code>
      </p>
      <p class="row">
        <button type="submit" class="primary" data-testid="apply-fault">
          Apply
        </button>
        <button
          type="button"
          disabled={!isRunning}
          data-testid="stop-faults"
          onClick={() => void send('faults/stop', {})}
        >
          Take it back
        </button>
      </p>
      {problem.value !== '' && (
        <p class="alert" role="alert">
          {problem.value}
        </p>
      )}
    </form>
  )
}
