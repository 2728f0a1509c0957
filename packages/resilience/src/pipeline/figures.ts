import type { OutcomeClass } from '../outcome.ts'
import { type Report, tell } from '../report.ts'

/** Since the pipeline was built. */
export interface Figures {
  /** Calls of `run` and `tryRun`. */
  runs: number
  /** Calls of the work. */
  attempts: number
  success: number
  failure: number
  slow: number
  ignored: number
  /** Attempts that a policy refused: nothing was sent. */
  refused: number
  retries: number
  /** Retries that the budget did not pay for. */
  unpaid: number
}

/** What a listener hears of: an attempt has ended. */
export interface AttemptEnd {
  readonly pipeline: string
  readonly attempt: number
  /** `refused`: the work was not called. */
  readonly outcome: OutcomeClass | 'refused'
  /** How long the work took; 0 where nothing measured it. */
  readonly ms: number
  readonly error?: unknown
  /** There will be another attempt in so long. */
  readonly retryInMs?: number
}

/** What all layers of one pipeline count in. */
export class Tally {
  readonly figures: Figures = {
    runs: 0,
    attempts: 0,
    success: 0,
    failure: 0,
    slow: 0,
    ignored: 0,
    refused: 0,
    retries: 0,
    unpaid: 0,
  }
  /** Undefined while nobody listens: the event is not even made. */
  listeners: Set<(end: AttemptEnd) => void> | undefined
  readonly #name: string
  readonly #report: Report

  constructor(name: string, report: Report) {
    this.#name = name
    this.#report = report
  }

  tell(end: Omit<AttemptEnd, 'pipeline'>): void {
    const event = { pipeline: this.#name, ...end }
    for (const listener of this.listeners ?? []) tell(listener, event, this.#report)
  }

  listen(listener: (end: AttemptEnd) => void): () => void {
    const listeners = this.listeners ?? new Set()
    this.listeners = listeners
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.listeners === listeners) this.listeners = undefined
    }
  }
}
