import { EventStoreError } from '../errors.ts'

/** Lets callers wait for a consumer to reach a position. */
export interface Progress {
  /** The position has moved. */
  moved(): void
  /** It will not move again; with the reason, where there is one. */
  ended(error?: unknown): void
  reached(goal: number, signal?: AbortSignal): Promise<void>
}

export function progress(name: string, position: () => number): Progress {
  const waiters = new Set<() => void>()
  let end: { readonly error?: unknown } | undefined
  const moved = () => {
    for (const woken of waiters) woken()
  }
  const change = (signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const woken = () => {
        waiters.delete(woken)
        signal?.removeEventListener('abort', woken)
        resolve()
      }
      waiters.add(woken)
      signal?.addEventListener('abort', woken, { once: true })
    })
  return {
    moved,
    ended(error) {
      end = { error }
      moved()
    },
    async reached(goal, signal) {
      while (position() < goal) {
        signal?.throwIfAborted()
        if (end) throw end.error ?? stopped(name, position(), goal)
        await change(signal)
      }
    },
  }
}

const stopped = (name: string, position: number, goal: number) =>
  new EventStoreError('WT_CLOSED', `consumer '${name}' stopped at ${position}, before ${goal}`)
