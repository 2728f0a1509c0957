import { computed } from '@preact/signals'
import type { BreakerView } from '../../../server/views/breaker-view.ts'
import { address, go, href } from '../../address.ts'
import { useKeys } from '../../keys.ts'
import { keyed } from '../../live/store.ts'
import { Icon } from '../../parts/icon.tsx'
import { Picture } from '../../parts/picture.tsx'
import { figure, many, percent } from '../../parts/words.ts'
import './breakers.css'
import { BreakerDetails } from './details.tsx'
import { Ribbon } from './ribbon-picture.tsx'

interface Owned {
  readonly service: string
  readonly breaker: BreakerView
}

const told = keyed<readonly BreakerView[]>('breakers/')
const all = computed(() =>
  told.value.flatMap(([service, breakers]) =>
    breakers.map((breaker): Owned => ({ service, breaker })),
  ),
)
const wallMs = 120_000
const tones = { closed: 'good', open: 'bad', 'half-open': 'wait' } as const

const isShown = ({ service, breaker }: Owned) =>
  address.value.path[0] === service && address.value.path[1] === breaker.name

function step(by: number): void {
  const owned = all.value
  const here = owned.findIndex(isShown)
  const next = owned[((here < 0 && by < 0 ? 0 : here) + by + owned.length) % owned.length]
  if (next) go(href('breakers', [next.service, next.breaker.name]), { replace: true })
}

/** Every circuit breaker that runs, as a wall of tiles. */
export default function Breakers() {
  const shown = all.value.find(isShown)
  useKeys([
    { key: 'j', does: 'breakers: the next one', run: () => step(1) },
    { key: 'k', does: 'breakers: the one before', run: () => step(-1) },
  ])
  if (all.value.length === 0)
    return <p class="empty">No service has a circuit breaker that a call has needed yet.</p>
  return (
    <div class="breakers">
      <section aria-label="All circuit breakers">
        <Picture label="Circuit breakers" rows={all.value} columns={columns}>
          <div class="wall">
            {all.value.map((owned) => (
              <Tile
                key={`${owned.service} ${owned.breaker.name}`}
                owned={owned}
                isShown={owned === shown}
              />
            ))}
          </div>
        </Picture>
      </section>
      {shown ? (
        <BreakerDetails
          key={`${shown.service}/${shown.breaker.name}`}
          service={shown.service}
          breaker={shown.breaker}
        />
      ) : (
        <section class="panel">
          <h2>Pick a breaker</h2>
          <p class="quiet-text">
            It tells why it tripped, and can be forced. By keyboard: <kbd>j</kbd> and <kbd>k</kbd>{' '}
            go through them.
          </p>
        </section>
      )}
    </div>
  )
}

function Tile({ owned, isShown }: { readonly owned: Owned; readonly isShown: boolean }) {
  const { service, breaker } = owned
  const { name, state, mode, window, thresholds, ribbon, trips, rejected } = breaker
  return (
    <a
      class={`tile is-${state}`}
      href={href('breakers', [service, name])}
      aria-current={isShown ? 'true' : undefined}
      data-testid={`breaker-${service}-${name}`}
    >
      <span class="tile-head">
        <span class={`chip is-${tones[state]}`}>
          <Icon name={state} />
          {state}
        </span>
        {mode !== 'automatic' && <span class="chip">{mode}</span>}
      </span>
      <strong>{name}</strong>
      <span class="quiet-text">from {service}</span>
      <span class="tile-rate">
        <b>{percent(window.failureRate)}</b> of {many(window.calls, 'call', 'calls')} failing, opens
        at {percent(thresholds.failureRate)}
      </span>
      <Ribbon ribbon={ribbon} spanMs={wallMs} height={26} />
      <span class="quiet-text">
        {many(trips, 'trip', 'trips')}, {figure(rejected)} refused
      </span>
    </a>
  )
}

const columns = [
  {
    name: 'breaker',
    of: ({ service, breaker }: Owned) => (
      <a href={href('breakers', [service, breaker.name])}>
        {service} → {breaker.name}
      </a>
    ),
  },
  { name: 'state', of: ({ breaker }: Owned) => breaker.state },
  { name: 'mode', of: ({ breaker }: Owned) => breaker.mode },
  { name: 'calls', of: ({ breaker }: Owned) => figure(breaker.window.calls), isNumber: true },
  {
    name: 'failing',
    of: ({ breaker }: Owned) => percent(breaker.window.failureRate),
    isNumber: true,
  },
  { name: 'slow', of: ({ breaker }: Owned) => percent(breaker.window.slowRate), isNumber: true },
  { name: 'trips', of: ({ breaker }: Owned) => figure(breaker.trips), isNumber: true },
  { name: 'refused', of: ({ breaker }: Owned) => figure(breaker.rejected), isNumber: true },
]
