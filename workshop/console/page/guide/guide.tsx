import { computed, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { BreakerView } from '../../server/views/breaker-view.ts'
import type { ServiceView } from '../../server/views/service-view.ts'
import type { TrafficView } from '../../server/views/traffic-view.ts'
import { go, href } from '../address.ts'
import { ask } from '../ask.ts'
import { entry } from '../live/store.ts'
import { Icon } from '../parts/icon.tsx'
import { figure, percent } from '../parts/words.ts'
import './guide.css'

/** What the guide breaks, and whose door shuts because of it. */
const broken = { part: 'shop', service: 'card-network', caller: 'payments' } as const
const busy = 300

const yaml = `apiVersion: watertight.dev/v1
kind: Faults
metadata: { name: guide }
spec:
  system: ${broken.part}
  lasts: 90s
  faults:
  - abort: { service: ${broken.service}, status: 503 }
`

const steps = ['break', 'watch', 'heal', 'done'] as const
type Step = (typeof steps)[number]

const kept = 'guide'
const step = signal<Step | 'away'>(localStorage.getItem(kept) === 'away' ? 'away' : 'break')
const problem = signal('')
let paceBefore: number | undefined

const there = entry<ServiceView>(`service/${broken.service}`)
const breakers = entry<readonly BreakerView[]>(`breakers/${broken.caller}`)
const traffic = entry<TrafficView>(`traffic/${broken.part}`)
const breaker = computed(() => breakers.value?.find(({ name }) => name === broken.service))

const setPace = (perMinute: number) => ask('services/gateway/traffic', { perMinute, paused: false })

/** Leads somebody who is here for the first time through a failure: break it, watch it, heal it. */
export function Guide() {
  const state = breaker.value?.state
  useEffect(() => {
    if (step.value === 'watch' && state === 'open')
      go(href('breakers', [broken.caller, broken.service]))
    if (step.value === 'heal' && state === 'closed') finish()
  }, [state])
  if (step.value === 'away' || there.value === undefined) return null
  return (
    <section class="guide" aria-labelledby="guide-title" data-testid="guide">
      <ol class="guide-steps" aria-label="Steps">
        {(['break', 'watch', 'heal'] as const).map((one) => (
          <li
            key={one}
            aria-current={one === step.value ? 'step' : undefined}
            class={steps.indexOf(one) < steps.indexOf(step.value as Step) ? 'is-done' : undefined}
          >
            {one} it
          </li>
        ))}
      </ol>
      <div class="guide-text" aria-live="polite">
        <h2 id="guide-title">{titles[step.value]}</h2>
        <p>{textOf(step.value)}</p>
        {problem.value !== '' && <p class="alert">{problem.value}</p>}
      </div>
      <div class="row">
        {step.value === 'break' && (
          <button
            type="button"
            class="primary"
            data-testid="guide-break"
            onClick={() => void begin()}
          >
            <Icon name="fault" /> Break the card network
          </button>
        )}
        {step.value === 'watch' && (
          <button
            type="button"
            class="primary"
            disabled={state !== 'open' && state !== 'half-open'}
            data-testid="guide-heal"
            onClick={() => void heal()}
          >
            <Icon name="closed" /> Heal it
          </button>
        )}
        <button type="button" class="quiet" data-testid="guide-away" onClick={leave}>
          {step.value === 'done' ? 'Look around by myself' : 'Not now'}
        </button>
      </div>
    </section>
  )
}

const titles: Readonly<Record<Step, string>> = {
  break: 'A failure in two minutes',
  watch: 'The door shuts',
  heal: 'The door opens again, gently',
  done: 'Nothing was lost',
}

function textOf(now: Step): string {
  const { window, probes, rejected = 0, lastTrip } = breaker.value ?? {}
  switch (now) {
    case 'break':
      return 'Orders come in, and payments asks a card network about each. Let the card network answer every call with an error, and see what becomes of the shop.'
    case 'watch':
      return breaker.value?.state === 'closed' || window === undefined
        ? `Calls fail: ${percent(window?.failureRate ?? 0)} of the last ${window?.calls ?? 0}. The circuit breaker of payments counts.`
        : `The breaker is open${lastTrip ? `: ${lastTrip.failures} of ${lastTrip.calls} calls had failed` : ''}. Nobody waits for the card network any more: ${figure(rejected)} calls were refused at once, and what is due stays on its list.`
    case 'heal':
      return `The card network is well. The breaker finds out by itself, with a few probes at a time${probes ? `: step ${probes.step} of ${probes.steps}` : ''}.`
    case 'done':
      return 'The circuit is closed, and every order that waited is paid. Break something else: pick a service or a line of the mesh, or run a scenario.'
    default:
      return now satisfies never
  }
}

async function begin(): Promise<void> {
  paceBefore = traffic.value?.perMinute
  await setPace(busy)
  const answer = await ask('faults', { yaml, isVerified: false })
  problem.value = answer.ok ? '' : answer.why
  if (!answer.ok) return
  step.value = 'watch'
  go(href('mesh', ['edge', broken.caller, broken.service]))
}

async function heal(): Promise<void> {
  const answer = await ask('faults/stop', {})
  problem.value = answer.ok ? '' : answer.why
  if (answer.ok) step.value = 'heal'
}

function finish(): void {
  step.value = 'done'
  if (paceBefore !== undefined) void setPace(paceBefore)
}

function leave(): void {
  if (step.value === 'watch') void heal()
  if (step.value !== 'done' && paceBefore !== undefined) void setPace(paceBefore)
  step.value = 'away'
  localStorage.setItem(kept, 'away')
}

/** Begins again for whoever asks. */
export function showGuide(): void {
  localStorage.removeItem(kept)
  step.value = 'break'
}
