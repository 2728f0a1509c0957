import { type Clock, type Random, TransportError } from '@watertight/ports'
import type { ActiveFault } from './active-fault.ts'

/** Which faults are on in one service. What waits because of one goes on when they are changed. */
export class FaultSwitch {
  #faults: readonly ActiveFault[] = []
  readonly #waiting = new Set<() => void>()
  readonly #listeners = new Set<() => void>()

  get faults(): readonly ActiveFault[] {
    return this.#faults
  }

  set(faults: readonly ActiveFault[]): void {
    this.#faults = faults
    for (const wake of [...this.#waiting]) wake()
    for (const changed of [...this.#listeners]) changed()
  }

  of<K extends ActiveFault['is']>(kind: K): readonly Extract<ActiveFault, { is: K }>[] {
    return this.#faults.filter((one) => one.is === kind) as Extract<ActiveFault, { is: K }>[]
  }

  /** Hears every change until the answer is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Until the faults are changed, or the signal fires. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      if (signal.aborted) wake()
      else signal.addEventListener('abort', wake, { once: true })
    })
  }
}

/** Waits as a caller does: no longer than its deadline, and not after it has left. */
export async function waitAsCaller(
  {
    to,
    deadline,
    signal,
  }: { readonly to: string; readonly deadline: number; readonly signal?: AbortSignal | undefined },
  clock: Clock,
  ms: number,
): Promise<void> {
  const left = deadline - clock.now()
  const enough = Math.min(ms, left)
  await clock.sleep(Math.max(0, enough), signal ?? never).catch((error) => {
    throw new TransportError('WT_ABORTED', to, error)
  })
  if (left <= ms) throw new TransportError('WT_DEADLINE', to)
}

const never = new AbortController().signal

export const strikes = (percent: number, random: Random): boolean =>
  percent >= 100 || random.next() * 100 < percent
