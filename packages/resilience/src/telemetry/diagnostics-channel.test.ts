import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { circuitBreaker, constant, pipeline, ResilienceError, retry } from '@watertight/resilience'
import { VirtualClock } from '@watertight/resilience/virtual-clock'
import { afterEach, expect, test } from 'vitest'
import { type ChannelMessages, channelNames, publishEvents } from './diagnostics-channel.ts'

const heard: (readonly [string, any])[] = []
const listen = (message: unknown, name: string | symbol) => void heard.push([String(name), message])
const names = Object.values(channelNames)

afterEach(() => {
  for (const name of names) unsubscribe(name, listen)
  heard.length = 0
})

function build() {
  const clock = new VirtualClock()
  const cards = circuitBreaker({ name: 'cards', minimumCalls: 2, openJitter: 0 }, { clock })
  const pay = pipeline('pay', [retry({ maxRetries: 1, backoff: constant(10) }), cards], { clock })
  const fail = async () => {
    const run = pay.tryRun(() => Promise.reject(new Error('down')))
    await clock.advance(10)
    return run
  }
  return { clock, cards, pay, fail }
}

test('each kind of event is published on its own channel, with the object of the listeners', async () => {
  const { cards, pay, fail } = build()
  const stop = publishEvents(cards, pay)
  for (const name of names) subscribe(name, listen)
  await fail()
  await fail()
  stop()
  expect(heard.map(([name]) => name.replace('watertight:resilience:', ''))).toEqual([
    'attempt:ended',
    'retry:scheduled',
    'breaker:changed',
    'attempt:ended',
    'attempt:refused',
  ])
  const [end, again, change, , refusal] = heard.map(([, message]) => message)
  expect(end).toMatchObject({ pipeline: 'pay', attempt: 1, outcome: 'failure', retryInMs: 10 })
  expect(again).toBe(end)
  expect(change satisfies ChannelMessages['watertight:resilience:breaker:changed']).toMatchObject({
    from: 'closed',
    to: 'open',
    snapshot: { name: 'cards', window: { failures: 2 } },
  })
  expect(refusal).toMatchObject({ outcome: 'refused', error: expect.any(ResilienceError) })
})

test('nothing is published without subscribers, or after the stop', async () => {
  const { cards, pay, fail } = build()
  const stop = publishEvents(cards, pay)
  await fail()
  subscribe(channelNames.attemptRefused, listen)
  await fail()
  expect(heard.map(([name]) => name)).toEqual([channelNames.attemptRefused])
  stop()
  await fail()
  expect(heard).toHaveLength(1)
})
