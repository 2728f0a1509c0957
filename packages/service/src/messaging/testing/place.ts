import type { Ports, Running } from '@watertight/ports'
import type { Messaging } from '../messaging.ts'

/** A process that can die. */
export interface Life<R> {
  /** What runs now: of the last life. */
  readonly running: R
  readonly ports: Ports
  /** It ends where it stands: nothing that it has in hand is finished. */
  kill(): void
  /** Starts it again on its disk; resolves when it runs. */
  restart(): Promise<void>
}

/** What carries messages from one context to another: a broker, or the way to the publisher. */
export interface Carrier {
  /** Nothing gets through any more. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Marks what it has now … */
  save(): Promise<void>
  /** … and starts anew with that alone, as a broker does that lost what it had not synced. What loses nothing starts anew. */
  loseTheRest(): Promise<void>
  /** Forgets the older half of its messages and every id that it remembers, as time makes it. What forgets nothing does nothing. */
  age(): Promise<void>
}

/** Where one scenario happens: services on ports and disks of their own, and what carries their messages. */
export interface Place {
  readonly messaging: Messaging
  readonly carrier: Carrier
  host<R extends Running>(name: string, start: (ports: Ports) => Promise<R>): Promise<Life<R>>
  /** Looks again until it is so. Rejects where it does not become so in good time. */
  until(isSo: () => Promise<boolean> | boolean): Promise<void>
  /** Time passes. */
  pass(ms: number): Promise<void>
}

/** Runs a scenario in a new place, and clears it away. */
export type Subject = (scenario: (place: Place) => Promise<void>) => Promise<void>
