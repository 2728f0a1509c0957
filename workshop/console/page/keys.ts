import { effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** A key and what it does, as the help tells it. */
export interface Key {
  /** As the browser names it: `t`, `?`, `ArrowLeft`, or two in a row: `g m`. */
  readonly key: string
  readonly does: string
  run(event: KeyboardEvent): void
}

const all = signal<readonly Key[]>([])

/** What can be done by key now, the newest last. */
export const keys = all

/** These keys work as long as the component is there; a later one goes before an earlier one. */
export function useKeys(own: readonly Key[], when: readonly unknown[] = []): void {
  useEffect(() => bind(own), when)
}

function bind(own: readonly Key[]): () => void {
  all.value = [...all.peek(), ...own]
  return () => {
    all.value = all.peek().filter((one) => !own.includes(one))
  }
}

/** Two keys belong together within this time. */
const togetherMs = 1_000

/** Hears the keyboard of the page. What is typed into a field stays there, and the browser keeps what Ctrl, Alt and Meta do. */
export function listenToKeys(): void {
  let first = { key: '', at: 0 }
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, altKey, metaKey, timeStamp } = event
    if (ctrlKey || altKey || metaKey || event.defaultPrevented || isTyping(target)) return
    if (document.querySelector('dialog[open]') && key !== '?') return
    const both = timeStamp - first.at < togetherMs ? `${first.key} ${key}` : key
    const found = all.value.findLast((one) => one.key === both || one.key === key)
    first = { key, at: timeStamp }
    if (found === undefined || (isPressed(target) && (key === 'Enter' || key === ' '))) return
    event.preventDefault()
    found.run(event)
  })
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
const isPressed = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('button, a, summary')

/** Whether pictures are shown as tables; `t` turns it. It stays as it was left. */
export const asTables = signal(globalThis.localStorage?.getItem('tables') === 'yes')
effect(() => globalThis.localStorage?.setItem('tables', asTables.value ? 'yes' : 'no'))
