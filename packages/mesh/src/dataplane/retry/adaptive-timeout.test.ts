import { type Handler, reply } from '@watertight/ports'
import { expect, test } from 'vitest'
import { rules } from '../test-kit/calls.ts'
import { outlierRules, retries } from '../test-kit/rules.ts'
import { forever, named, play, type Scene } from '../test-kit/scene.ts'
import { AdaptiveTimeout, AdaptiveTimeouts } from './adaptive-timeout.ts'

const said = { name: 'films', times: 2, atLeastMs: 25, minimumCalls: 100 }
const ask = (one: AdaptiveTimeout, times: number, ms: number) => {
  for (let i = 0; i < times; i++) one.took(ms)
}
const near = (ms: number) => ({
  asymmetricMatch: (got: number) => got > ms * 0.95 && got < ms * 1.05,
})

test('without evidence there is no limit; with it, so many times what 99 of 100 tries took', () => {
  const one = new AdaptiveTimeout(said, 0)
  ask(one, 99, 40)
  expect(one.limitMs(0)).toBe(Number.POSITIVE_INFINITY)
  ask(one, 51, 40)
  expect(one.limitMs(0)).toEqual(near(80))
})

test('one late try in a hundred moves nothing, two do', () => {
  const one = new AdaptiveTimeout(said, 0)
  ask(one, 990, 40)
  ask(one, 9, 1_000)
  ask(one, 51, 40)
  expect(one.limitMs(0)).toEqual(near(80))
  ask(one, 50, 1_000)
  expect(one.limitMs(0)).toEqual(near(2_000))
})

test('no try gets less than the least, however fast all are', () => {
  const one = new AdaptiveTimeout(said, 0)
  ask(one, 200, 1)
  expect(one.limitMs(0)).toBe(25)
})

test('what is older than five minutes is forgotten: what is slow for good becomes normal', () => {
  const one = new AdaptiveTimeout(said, 0)
  ask(one, 200, 20)
  expect(one.limitMs(149_000)).toEqual(near(40))
  // known until then, and for as long again
  expect(one.limitMs(150_000)).toEqual(near(40))
  expect(one.limitMs(299_000)).toEqual(near(40))
  expect(one.limitMs(300_000)).toBe(Number.POSITIVE_INFINITY)
  ask(one, 200, 90)
  expect(one.limitMs(300_000)).toEqual(near(180))
  expect(one.limitMs(10_000_000)).toBe(Number.POSITIVE_INFINITY)
})

test('rules that keep the name keep what is known, and other numbers hold from then on', () => {
  const all = new AdaptiveTimeouts(() => 0)
  const one = all.of(said)
  ask(one, 200, 40)
  expect(all.of({ ...said, times: 3 })).toBe(one)
  ask(one, 50, 40)
  expect(one.limitMs(0)).toEqual(near(120))
  all.keep(new Set(['others']))
  expect(all.of(said)).not.toBe(one)
})

/** Answers after `ms`, as a service that did so from the beginning or does now. */
const slowed = (by: { ms: number }, scene: { current: Scene | undefined }): Handler => {
  return async () => {
    await scene.current?.ports.clock.sleep(by.ms, forever)
    return reply(200, 'a')
  }
}

test('a service that is slower than it was is left in time, and taken out like one that hangs', async () => {
  const by = { ms: 0 }
  const scene: { current: Scene | undefined } = { current: undefined }
  await play(
    { a: slowed(by, scene) },
    rules(['a'], { outlier: { ...outlierRules, intervalMs: 1_000 } }, { adaptiveTimeout: said }),
    async (current) => {
      scene.current = current
      const { get, ports, seen, events } = current
      const took = async () => {
        const from = ports.clock.now()
        const { status } = await get().catch(({ code }) => ({ status: code }))
        return [status, ports.clock.now() - from]
      }
      for (let i = 0; i < 200; i++) expect(await took()).toEqual([200, expect.any(Number)])
      const [{ name, limitMs } = {}] = current.mesh.stats().adaptiveTimeouts
      expect(name).toBe('films')
      expect(limitMs).toBeLessThan(85)
      by.ms = 500
      for (let i = 0; i < 5; i++) {
        const [status, ms] = await took()
        expect(status).toBe('WT_DEADLINE')
        // there and back is 40 ms at most on this network
        expect(ms).toBeLessThan(90)
      }
      expect((await get()).status).toBe(503)
      expect(seen.a).toBe(205)
      expect(events).toMatchObject([{ is: 'endpoint ejected', endpoint: 'a:80' }])
    },
  )
})

test('a try that is ended is followed by another where the rules say so', async () => {
  const by = { ms: 0 }
  const scene: { current: Scene | undefined } = { current: undefined }
  await play(
    { a: slowed(by, scene), b: named('b') },
    rules(
      ['a', 'b'],
      {},
      { adaptiveTimeout: said, retries: { ...retries(1, { reset: true }), backoffMs: 1 } },
    ),
    async (current) => {
      scene.current = current
      for (let i = 0; i < 200; i++) await current.get()
      by.ms = 60_000
      for (let i = 0; i < 20; i++) expect((await current.get()).body).toBe('"b"')
    },
  )
})
