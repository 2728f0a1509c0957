import type { LiveState } from '../gateway/live-state.ts'
import { faults } from './faults.ts'
import { many } from './format.ts'

export type Mood = 'good' | 'wait' | 'bad'

export interface Explanation {
  /** What kind of situation it is; it changes when there is something new to say, not with every figure. */
  readonly kind: string
  readonly mood: Mood
  readonly text: string
}

/** What is happening now, in one or two sentences. */
export function explain(state: LiveState): Explanation {
  const down = state.services.filter(({ health }) => health === 'down').map(({ name }) => name)
  const missing = ['orders', 'payments', 'card-network', 'inventory'].find((name) =>
    down.includes(name),
  )
  if (missing === 'orders' || missing === 'payments') {
    return { kind: `${missing} down`, mood: 'bad', text: withoutService(missing, state) }
  }
  const mode = state.fault?.mode
  const subject = mode === undefined ? 'does not answer' : faults[mode].does
  const breaker = state.breaker?.state ?? 'closed'
  if (breaker !== 'closed') {
    const text = breaker === 'open' ? whileOpen(state, subject) : whileHalfOpen(state)
    return { kind: `${breaker} ${subject}`, mood: breaker === 'open' ? 'bad' : 'wait', text }
  }
  if (missing !== undefined) {
    return { kind: `${missing} down`, mood: 'wait', text: withoutService(missing, state) }
  }
  if (mode !== undefined && mode !== 'none') {
    return { kind: mode, mood: 'wait', text: `The card network ${subject}. ${defence[mode]}` }
  }
  return { kind: 'well', mood: 'good', text: well(state) }
}

const defence = {
  fail: 'The breaker opens once enough calls have failed.',
  hang: 'Each call gives up at its deadline, and the breaker opens once enough have.',
  slow: 'Calls that take too long count against it, and may open the breaker.',
  'answer-twice':
    'Payments sees whose answer it is and asks again with the same idempotency key, so nobody is charged twice.',
  'lose-answer': 'Payments asks again with the same idempotency key, so nobody is charged twice.',
  refuse: 'No is an answer and no failure: the breaker stays shut, and the orders are declined.',
}

function waiting({ orders }: LiveState): string {
  const wait = orders?.awaitingPayment ?? 0
  if (wait === 0) return 'no order waits'
  return `${many(wait, 'order waits', 'orders wait')} and none is lost`
}

function whileOpen(state: LiveState, subject: string): string {
  if (state.fault?.mode !== 'none') {
    return `The card network ${subject}; the breaker is open: ${waiting(state)}.`
  }
  return `The card network works again, and the breaker will find out with its next probe: ${waiting(state)}.`
}

const whileHalfOpen = (state: LiveState) =>
  `The breaker is half-open: a few probe calls find out whether the card network works; ${waiting(state)}.`

function withoutService(name: string, state: LiveState): string {
  switch (name) {
    case 'orders':
      return 'Orders does not answer: nothing new is accepted, and what was acknowledged is safe in its log.'
    case 'payments':
      return `Payments does not answer; orders are still accepted: ${waiting(state)}.`
    case 'inventory':
      return 'Inventory does not answer; orders are still taken, and wait for their goods.'
    default:
      return 'The card network does not answer. The breaker opens once enough calls have failed.'
  }
}

function well({ orders, traffic }: LiveState): string {
  const wait = orders?.awaitingPayment ?? 0
  if (wait > 0) {
    return `All is well: the card network works, and ${many(wait, 'order is', 'orders are')} being paid.`
  }
  if (traffic.paused) return 'All is well and quiet: traffic is paused, and every order is settled.'
  return 'All is well: orders are paid as they come. Break the card network and watch the door.'
}
