import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'

/** Pixels of a line. */
const tall = 22
/** Lines beyond the window that are made already. */
const spare = 8

/** A long list of lines of which only those in the window are made, however many there are. */
export function Lines<T>({
  items,
  label,
  row,
}: {
  readonly items: readonly T[]
  readonly label: string
  readonly row: (item: T, i: number) => ComponentChildren
}) {
  const top = useSignal(0)
  const height = useSignal(480)
  const first = Math.max(0, Math.floor(top.value / tall) - spare)
  const shown = items.slice(first, first + Math.ceil(height.value / tall) + 2 * spare)
  return (
    <section
      class="lines"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop
        height.value = currentTarget.clientHeight
      }}
    >
      <div style={{ height: `${items.length * tall}px` }}>
        <div style={{ transform: `translateY(${first * tall}px)` }}>
          {shown.map((item, i) => row(item, first + i))}
        </div>
      </div>
    </section>
  )
}
