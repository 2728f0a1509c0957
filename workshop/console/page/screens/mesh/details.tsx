import type { BreakerView } from '../../../server/views/breaker-view.ts'
import type { EdgeView, ServiceView } from '../../../server/views/service-view.ts'
import { href } from '../../address.ts'
import { entry } from '../../live/store.ts'
import { Icon } from '../../parts/icon.tsx'
import { clockTime, duration, figure, many, percent } from '../../parts/words.ts'
import { FaultPanel } from './fault-panel.tsx'
import { type Edge, stateOf } from './graph.ts'

const healthWords = {
  ready: 'It answers.',
  unready: 'It answers that it is not ready.',
  silent: 'It takes connections and gives no answer.',
  down: 'Nothing listens where it was.',
} as const
const tone = { ready: 'good', unready: 'wait', silent: 'bad', down: 'bad' } as const

export function ServiceDetails({ service }: { readonly service: ServiceView }) {
  const { name, part, health, since, head, feeds, faults } = service
  const breakers = entry<readonly BreakerView[]>(`breakers/${name}`).value ?? []
  return (
    <section class="panel" aria-labelledby="details-title">
      <h2 id="details-title">{name}</h2>
      <p class="row">
        <span class={`chip is-${tone[health]}`}>
          <Icon name={health} />
          {health}
        </span>
        <span class="quiet-text">
          {healthWords[health]} Since {clockTime(since)}.
        </span>
      </p>
      <dl class="facts">
        <dt>part</dt>
        <dd>{part}</dd>
        {head !== undefined && (
          <>
            <dt>log</dt>
            <dd>{many(head, 'event', 'events')}</dd>
          </>
        )}
        {feeds.map(({ from, connected, lag, parked }) => (
          <div class="pair" key={from}>
            <dt>hears {from}</dt>
            <dd>
              {connected ? 'connected' : '✕ not connected'}
              {lag !== undefined && `, ${figure(lag)} behind`}
              {parked > 0 && `, ${parked} parked`}
            </dd>
          </div>
        ))}
        {breakers.map((breaker) => (
          <div class="pair" key={breaker.name}>
            <dt>breaker</dt>
            <dd>
              <a href={href('breakers', [name, breaker.name])}>
                {breaker.name}: {breaker.state}
              </a>
            </dd>
          </div>
        ))}
      </dl>
      {faults === undefined ? (
        <p class="quiet-text">It has no fault door: nothing can be broken here on purpose.</p>
      ) : (
        <FaultPanel part={part} target={{ service: name }} active={faults} />
      )}
    </section>
  )
}

export function EdgeDetails({ edge, part }: { readonly edge: Edge; readonly part: string }) {
  const { from, to, is, by, rate = 0, failing = 0, p50, p99, endpoints = [], lag } = edge
  const state = stateOf(edge)
  const caller = entry<ServiceView>(`service/${from}`).value
  return (
    <section class="panel" aria-labelledby="details-title">
      <h2 id="details-title">
        {from} → {to}
      </h2>
      {is === 'tells' ? (
        <p class="quiet-text">
          {to} hears the published events of {from}
          {lag ? `, and is ${lag} behind` : ', and is up to date'}.
        </p>
      ) : (
        <>
          <p class="row">
            <span class={`chip is-${state === 'well' ? 'good' : 'bad'}`}>
              <Icon name={state === 'well' ? 'closed' : state === 'shut' ? 'open' : 'fault'} />
              {state === 'well'
                ? 'calls pass'
                : state === 'shut'
                  ? 'the door is shut'
                  : 'calls fail'}
            </span>
            {by !== undefined && <span class="quiet-text">called {by}</span>}
          </p>
          <dl class="facts">
            <dt>rate</dt>
            <dd>{figure(rate)} a second</dd>
            <dt>failing</dt>
            <dd>{percent(failing)}</dd>
            <dt>p50</dt>
            <dd>{p50 === undefined ? '–' : duration(p50)}</dd>
            <dt>p99</dt>
            <dd>{p99 === undefined ? '–' : duration(p99)}</dd>
            {endpoints.map(endpointFacts)}
          </dl>
        </>
      )}
      {caller?.faults === undefined ? (
        <p class="quiet-text">{from} has no fault door: this line cannot be cut on purpose.</p>
      ) : (
        <FaultPanel
          part={part}
          target={{ from, to }}
          active={caller.faults.filter((fault) => fault.to === to)}
        />
      )}
    </section>
  )
}

const endpointFacts = ({
  address,
  isEjected,
  ejections,
  active,
}: EdgeView['endpoints'][number]) => (
  <div class="pair" key={address}>
    <dt>{address}</dt>
    <dd>
      {isEjected ? '✕ ejected' : 'in rotation'}, {active} under way
      {ejections > 0 && `, ejected ${many(ejections, 'time', 'times')}`}
    </dd>
  </div>
)
