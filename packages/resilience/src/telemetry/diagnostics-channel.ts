import { channel } from 'node:diagnostics_channel'
import type { BreakerChange, CircuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import type { AttemptEnd } from '../pipeline/figures.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'

/** The channels, one for each kind of event. */
export const channelNames = Object.freeze({
  /** A breaker has changed its state, or taken a step of its ramp. */
  breakerChanged: 'watertight:resilience:breaker:changed',
  /** The work of an attempt has ended. */
  attemptEnded: 'watertight:resilience:attempt:ended',
  /** A policy has refused an attempt, and the work was not called. */
  attemptRefused: 'watertight:resilience:attempt:refused',
  /** Another attempt will be made, and is paid for. */
  retryScheduled: 'watertight:resilience:retry:scheduled',
})

/** What is published, by the name of the channel. */
export interface ChannelMessages {
  readonly 'watertight:resilience:breaker:changed': BreakerChange
  readonly 'watertight:resilience:attempt:ended': AttemptEnd
  readonly 'watertight:resilience:attempt:refused': AttemptEnd
  readonly 'watertight:resilience:retry:scheduled': AttemptEnd & { readonly retryInMs: number }
}

const changed = channel(channelNames.breakerChanged)
const ended = channel(channelNames.attemptEnded)
const refused = channel(channelNames.attemptRefused)
const scheduled = channel(channelNames.retryScheduled)

/**
 * Publishes the events of these breakers and pipelines on `node:diagnostics_channel`, each only while its channel has subscribers. Returns the way to stop.
 * A message is the object that listeners of `onChange` and `onAttempt` are given.
 *
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel'
 * import { circuitBreaker } from '@watertight/resilience'
 * import { channelNames, publishEvents } from '@watertight/resilience/diagnostics-channel'
 *
 * const cards = circuitBreaker({ name: 'card-network' })
 * const stop = publishEvents(cards)
 * subscribe(channelNames.breakerChanged, (message) => console.log(message))
 * stop()
 * ```
 */
export function publishEvents(...sources: readonly (CircuitBreaker | Pipeline)[]): () => void {
  const stops = sources.map((source) =>
    'onAttempt' in source ? source.onAttempt(publishAttempt) : source.onChange(publishChange),
  )
  return () => {
    for (const stop of stops) stop()
  }
}

function publishChange(change: BreakerChange): void {
  if (changed.hasSubscribers) changed.publish(change)
}

function publishAttempt(end: AttemptEnd): void {
  const of = end.outcome === 'refused' ? refused : ended
  if (of.hasSubscribers) of.publish(end)
  if (end.retryInMs !== undefined && scheduled.hasSubscribers) scheduled.publish(end)
}
