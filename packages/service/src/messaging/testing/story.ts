import assert from 'node:assert/strict'
import { json, type Ports } from '@watertight/ports'
import { type Hosted, host } from '../../host.ts'
import type { Messaging } from '../messaging.ts'
import { Bank, books, Deposited, Entered } from './contexts.ts'
import type { Life, Place } from './place.ts'

/** A bank that publishes deposits and books that enter them, and what one can do with the two. */
export interface Story extends Place {
  bank(messaging?: Messaging): Promise<Life<Hosted>>
  books(messaging?: Messaging): Promise<Life<Hosted>>
  /** Commits deposits of this amount. */
  deposit(bank: Life<Hosted>, account: string, count?: number, amount?: number): Promise<void>
  /** The numbers that the books have entered for an account, in their order. */
  entered(books: Life<Hosted>, account: string): Promise<readonly unknown[]>
  /** Waits until the books have entered these deposits; each must stand there once, in order. */
  hasEntered(books: Life<Hosted>, account: string, deposits: number): Promise<void>
  /** What the books say of the feed of the bank. */
  feed(books: Life<Hosted>): Promise<any>
  /** What stands at a path of a service. */
  ask(life: Life<Hosted>, name: string, method: string, path: string): Promise<any>
  /** Whether deposits of a poisonous amount cannot be entered. */
  isBroken: boolean
}

const askMs = 5_000

export function storyIn(place: Place): Story {
  const call = async (
    { ports }: Life<Hosted>,
    to: string,
    method: string,
    path: string,
    body?: string,
  ) => {
    const { transport, clock } = ports as Ports
    const deadline = clock.now() + askMs
    const headers = { 'content-type': 'application/json' }
    return transport.call({ to, method, path, headers, deadline, ...(body && { body }) })
  }
  const story: Story = {
    ...place,
    isBroken: true,
    bank: (messaging = place.messaging) =>
      place.host('bank', (ports) => host(ports, { context: Bank, messaging })),
    books: (messaging = place.messaging) =>
      place.host('books', (ports) =>
        host(ports, { context: books(() => story.isBroken), messaging }),
      ),
    async deposit({ running: { store } }, account, count = 1, amount = 1) {
      const stream = `account-${account}`
      const [last] = await store.read(stream, { backwards: true, limit: 1 }).toArray()
      const before = last?.revision ?? 0
      const numbers = Array.from({ length: count }, (_, index) => before + index + 1)
      await store.append(
        stream,
        numbers.map((number) => Deposited({ amount, number })),
      )
    },
    async entered({ running }, account) {
      const events = await running.store.read(`page-${account}`).toArray()
      return events
        .filter(({ type }) => type === Entered.type)
        .map(({ data }) => (data as { number: number }).number)
    },
    async hasEntered(life, account, deposits) {
      await place.until(async () => (await story.entered(life, account)).length >= deposits)
      const expected = Array.from({ length: deposits }, (_, index) => index + 1)
      assert.deepEqual(await story.entered(life, account), expected)
    },
    feed: async (life) => (await story.ask(life, 'books', 'GET', '/status')).feeds.bank,
    async ask(life, name, method, path) {
      return json((await call(life, name, method, path)).body)
    },
  }
  return story
}

/** Named cases of the suite. */
export type Cases = { readonly [name: string]: (story: Story) => Promise<void> }
