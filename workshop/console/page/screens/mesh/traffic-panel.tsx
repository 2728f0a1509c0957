import { useSignal } from '@preact/signals'
import type { TrafficView } from '../../../server/views/traffic-view.ts'
import { ask } from '../../ask.ts'
import { under } from '../../live/store.ts'
import { Icon } from '../../parts/icon.tsx'

const traffic = under<TrafficView>('traffic/')
const paces = [2, 10, 60, 120, 300, 600] as const

/** The synthetic traffic of each case study: paused, or turned up. A lab's recorded run has none. */
export function TrafficPanel() {
  const problem = useSignal('')
  const set = async (service: string, body: object) => {
    const answer = await ask(`services/${service}/traffic`, body)
    problem.value = answer.ok ? '' : answer.why
  }
  if (traffic.value.length === 0) return null
  return (
    <section class="panel" aria-labelledby="traffic-title">
      <h2 id="traffic-title">Traffic</h2>
      <ul class="traffic">
        {traffic.value.map(({ part, service, paused, perMinute, failing }) => (
          <li key={part}>
            <span class="part">{part}</span>
            <button
              type="button"
              aria-pressed={paused}
              data-testid={`pause-${part}`}
              onClick={() => void set(service, { paused: !paused })}
            >
              <Icon name={paused ? 'play' : 'pause'} />
              {paused ? 'paused' : 'flows'}
            </button>
            <label>
              <span class="hidden">{part}, a minute</span>
              <select
                value={perMinute}
                data-testid={`pace-${part}`}
                onChange={({ currentTarget }) =>
                  void set(service, { perMinute: Number(currentTarget.value) })
                }
              >
                {[...new Set([...paces, perMinute])]
                  .sort((a, b) => a - b)
                  .map((pace) => (
                    <option key={pace} value={pace}>
                      {pace} a minute
                    </option>
                  ))}
              </select>
            </label>
            {failing !== undefined && <span class="chip is-bad">✕ {failing}</span>}
          </li>
        ))}
      </ul>
      {problem.value !== '' && (
        <p class="alert" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  )
}
