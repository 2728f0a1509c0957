import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { LiveState } from '../gateway/live-state.ts'
import { connection } from './connection.ts'
import { type Explanation, explain, type Mood } from './explanation.ts'
import { clock } from './format.ts'
import { Icon, type IconName } from './icon.tsx'

const icons: Readonly<Record<Mood, IconName>> = { good: 'check', wait: 'clock', bad: 'cross' }

const announced = signal<Explanation | undefined>(undefined)

/** What is happening now. Read out when the situation changes, not with every figure. */
export function Now({ state }: { readonly state: LiveState }) {
  const now = connection.value === 'live' ? explain(state) : outOfDate(state)
  useEffect(() => {
    announced.value = now
  }, [now.kind])
  return (
    <>
      <p class={`now is-${now.mood}`} data-testid="now">
        <Icon name={icons[now.mood]} />
        <span>{now.text}</span>
      </p>
      <p class="hidden" role="status">
        {announced.value?.text}
      </p>
    </>
  )
}

const outOfDate = ({ time }: LiveState): Explanation => ({
  kind: 'out of date',
  mood: 'bad',
  text: `The gateway does not answer. This is the shop as it was at ${clock(time)}.`,
})
