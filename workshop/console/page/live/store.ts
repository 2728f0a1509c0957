import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Change } from '../../server/views/message.ts'
import { Follower } from './follow.ts'
import type { Link, Told } from './messages.ts'

const entries = new Map<string, Signal<unknown>>()
const keys = signal<readonly string[]>([])

/** Whether what is shown is what is. */
export const link = signal<Link>('connecting')
/** When the newest of it was true, in ms since 1970 on the console's clock. */
export const at = signal(0)

/** What is known under a key, as it changes. */
export function entry<T>(key: string): ReadonlySignal<T | undefined> {
  return slot(key) as Signal<T | undefined>
}

/** Everything under keys that begin so, in the order of the keys. */
export function under<T>(prefix: string): ReadonlySignal<readonly T[]> {
  const all = keyed<T>(prefix)
  return computed(() => all.value.map(([, value]) => value))
}

/** The same, each with the rest of its key. */
export function keyed<T>(prefix: string): ReadonlySignal<readonly (readonly [string, T])[]> {
  return computed(() =>
    keys.value
      .filter((key) => key.startsWith(prefix))
      .map((key) => [key.slice(prefix.length), slot(key).value as T] as const),
  )
}

/** Follows the console for as long as the page is open, and hands on what it is told: by a worker that all tabs share, where the browser has such. */
export function connect(told: (told: Told) => void): void {
  const address = new URL('stream', document.baseURI).href
  if (typeof SharedWorker === 'undefined') {
    new Follower(address).listen(told)
    return
  }
  const worker = new SharedWorker(new URL('./shared-worker.ts', import.meta.url), {
    type: 'module',
    name: 'watertight',
  })
  worker.port.onmessage = ({ data }: MessageEvent<Told>) => told(data)
  worker.port.postMessage(address)
  addEventListener('pagehide', () => worker.port.postMessage('bye'))
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) worker.port.postMessage(address)
  })
}

/** Takes what was told, from the stream or from a record of it. */
export function hear(told: Told): void {
  batch(() => {
    if (told.is === 'link') link.value = told.link
    else if (told.is === 'change') take(told.change)
    else {
      const known = told.snapshot.entries
      for (const key of keys.value) if (!(key in known)) slot(key).value = undefined
      keys.value = []
      take(told.snapshot)
      link.value = told.link
    }
  })
}

function take({ at: time, entries: changed }: Change): void {
  at.value = time
  const known = new Set(keys.value)
  for (const [key, value] of Object.entries(changed)) {
    slot(key).value = value ?? undefined
    if (value === null) known.delete(key)
    else known.add(key)
  }
  if (known.size !== keys.value.length || keys.value.some((key) => !known.has(key)))
    keys.value = [...known].sort()
}

function slot(key: string): Signal<unknown> {
  const known = entries.get(key) ?? signal<unknown>(undefined)
  entries.set(key, known)
  return known
}
