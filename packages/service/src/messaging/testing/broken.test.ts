import assert from 'node:assert/strict'
import { it } from 'vitest'
import { onFeed } from '../../test-kit/feed-carrier.ts'
import { MemoryBroker } from '../../test-kit/memory-broker.ts'
import type { Broker, BrokerStream } from '../broker/broker.ts'
import { overBroker } from '../broker/over-broker.ts'
import { missingIn } from '../listener.ts'
import type { Listener, Messaging } from '../messaging.ts'
import { messagingContract } from './contract.ts'
import type { Subject } from './place.ts'
import { type OnVirtualTime, onVirtualTime } from './virtual-place.ts'

const feed = { marks: true }

/** A listener whose answers are changed before the adapter has them. */
const listening = (
  messaging: Messaging,
  change: (listener: Listener) => Partial<Listener>,
): Messaging => ({
  ...messaging,
  listen: (from, listener, ports, signal) => {
    const between = {
      get position() {
        return listener.position
      },
      opened: (head: number) => listener.opened(head),
      hear: (texts: readonly string[]) => listener.hear(texts, feed),
    }
    const changed = Object.getOwnPropertyDescriptors(change(listener))
    return messaging.listen(from, Object.defineProperties(between, changed), ports, signal)
  },
})

const brokenFeed =
  (change: (listener: Listener) => Partial<Listener>): OnVirtualTime =>
  (way) => {
    const { carrier, messaging } = onFeed(way)
    return { carrier, messaging: listening(messaging, change) }
  }

const brokenBroker =
  (
    change: (stream: BrokerStream, kept: Map<string, number>) => Partial<BrokerStream>,
  ): OnVirtualTime =>
  () => {
    const sound = new MemoryBroker()
    const kept = new Map<string, number>()
    const broker: Broker = {
      name: 'broken',
      async open(context, how) {
        const stream = await sound.open(context, how)
        return { ...stream, ...change(stream, kept) }
      },
    }
    return { messaging: overBroker(broker), carrier: sound.carrier }
  }

const broken: {
  readonly [defect: string]: { readonly fails: string; readonly on: OnVirtualTime }
} = {
  'begins at the end instead of where its listener is': {
    fails: 'what was published before anybody listened is heard, in order',
    on: brokenBroker((stream) => ({
      async *read(_, signal) {
        const { last } = await stream.ends()
        yield* stream.read(last + 1, signal)
      },
    })),
  },
  'takes no notice of what is missing': {
    fails: 'messages that do not come are noticed, and asked for again',
    on: brokenFeed((listener) => ({
      hear: (texts) =>
        listener.hear(texts, feed).catch((error) => {
          if (missingIn(error) === undefined) throw error
        }),
    })),
  },
  'gives up what its listener could not take': {
    fails: 'what a listener cannot take now is handed over again',
    on: brokenFeed((listener) => ({ hear: (texts) => listener.hear(texts, feed).catch(() => {}) })),
  },
  'does not wait for its listener': {
    fails: 'a slow listener is handed one lot at a time, and no more than it can hold',
    on: brokenFeed((listener) => ({
      hear: async (texts) => {
        listener.hear(texts, feed).catch(() => {})
      },
    })),
  },
  'keeps a checkpoint of its own, moved before the effect': {
    fails: 'a listener killed before the effect loses nothing',
    on: (way) => {
      let checkpoint = 0
      return brokenFeed((listener) => ({
        get position() {
          return Math.max(checkpoint, listener.position)
        },
        hear(texts) {
          for (const text of texts) checkpoint = JSON.parse(text).position
          return listener.hear(texts, feed)
        },
      }))(way)
    },
  },
  'hands over what came while it was away, and nothing live': {
    fails: 'what is published while somebody listens arrives by itself',
    on: brokenBroker((stream) => ({
      async *read(sequence, signal) {
        const { last } = await stream.ends()
        for await (const batch of stream.read(sequence, signal)) {
          const old = batch.filter((one) => one.sequence <= last)
          if (old.length > 0) yield old
        }
      },
    })),
  },
  'appends whatever stands before': {
    fails: 'of two relays of one log each message is published by one',
    on: brokenBroker((stream) => ({
      async append(text, { type }) {
        for (;;) {
          const { last } = await stream.ends()
          const answer = await stream.append(text, { after: last, type })
          if (answer !== 'raced') return answer
        }
      },
    })),
  },
  'notes for itself how far it published': {
    fails: 'a tail that was lost before anybody heard it is published again',
    on: brokenBroker((stream, kept) => ({
      async append(text, how) {
        const answer = await stream.append(text, how)
        kept.set('position', JSON.parse(text).position)
        return answer
      },
      // the last message is made up from the note
      async at(sequence) {
        const stored = await stream.at(sequence)
        const position = kept.get('position')
        if (stored === undefined || position === undefined) return stored
        const text = JSON.parse(stored.text)
        if (text.position >= position) return stored
        return { sequence, text: JSON.stringify({ ...text, position }) }
      },
    })),
  },
  'forgets what it did not sync, and says that it has it': {
    fails: 'everything lost is published again, and acted on once',
    on: brokenBroker((stream) => ({
      append: async (text, how) => {
        const { last } = await stream.ends()
        return JSON.parse(text).position > 6 && last < 6 ? 'stored' : stream.append(text, how)
      },
    })),
  },
}

for (const [defect, { fails, on }] of Object.entries(broken))
  it(`a messaging that ${defect} fails '${fails}'`, { timeout: 60_000 }, async () => {
    await assert.rejects(caseOf(fails, onVirtualTime(on)))
  })

function caseOf(name: string, subject: Subject): Promise<void> {
  const cases = new Map<string, () => Promise<void>>()
  const runner = {
    describe: (_: string, body: () => void) => body(),
    test: (title: string, body: () => Promise<void>) => void cases.set(title, body),
  }
  messagingContract(runner, 'broken', subject)
  const run = cases.get(name) ?? assert.fail(`no case '${name}'`)
  return run()
}
