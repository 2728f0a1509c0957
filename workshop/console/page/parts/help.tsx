import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { keys } from '../keys.ts'

/** Every key that does something now. */
export function Help({ isOpen }: { readonly isOpen: Signal<boolean> }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (isOpen.value) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen.value])
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={() => (isOpen.value = false)}
    >
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {keys.value.map(({ key, does }) => (
          <div key={key + does}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd key={one}>{shown[one] ?? one}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}

const shown: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
}
