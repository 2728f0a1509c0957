import { seededRandom } from '@watertight/ports'
import { expect, test } from 'vitest'
import type { Cluster } from '../../model/cluster.ts'
import { addressOf, CallTarget } from '../route/target.ts'
import { balancer } from './balancer.ts'
import type { Candidate } from './candidate.ts'
import { PenaltyEwma } from './penalty-ewma.ts'
import { requestHash } from './request-hash.ts'
import { warmShare } from './warmup.ts'

const one = (key: string, more: Partial<Candidate> = {}): Candidate => ({
  key,
  weight: 1,
  active: 0,
  since: 0,
  cost: () => 1,
  ...more,
})

/** How often each was picked. */
function share(
  rules: Cluster['balancer'],
  all: readonly Candidate[],
  {
    picks = 10_000,
    warmup,
    now = 0,
  }: { picks?: number; warmup?: Cluster['warmup']; now?: number } = {},
) {
  const random = seededRandom(7)
  const tools = { random: () => random.next(), now: () => now }
  const pick = balancer({ balancer: rules, warmup }, all, tools)
  const seen: Record<string, number> = Object.fromEntries(all.map(({ key }) => [key, 0]))
  for (let i = 0; i < picks; i++) {
    const { key } = pick(Math.floor(random.next() * 2 ** 32))
    seen[key] = (seen[key] as number) + 1
  }
  return seen
}

const within = (got: number | undefined, wanted: number, by = 0.05) =>
  expect(Math.abs((got ?? 0) - wanted)).toBeLessThan(wanted * by)

test('least request takes the less busy of two drawn at random: of three the busiest gets nothing', () => {
  const seen = share({ is: 'least request' }, [one('a', { active: 9 }), one('b'), one('c')])
  expect(seen.a).toBe(0)
  within(seen.b, 5_000)
})

test('with unequal weights least request follows weight / (active + 1)', () => {
  const seen = share({ is: 'least request' }, [one('a', { weight: 4, active: 1 }), one('b')])
  expect(seen).toEqual({ a: 6_667, b: 3_333 })
})

test('the same seed picks the same endpoints', () => {
  const all = [one('a'), one('b'), one('c')]
  expect(share({ is: 'least request' }, all)).toEqual(share({ is: 'least request' }, all))
})

test('round robin gives each its turn, and by weight where weights differ', () => {
  expect(share({ is: 'round robin' }, [one('a'), one('b'), one('c')], { picks: 9 })).toEqual({
    a: 3,
    b: 3,
    c: 3,
  })
  const weighted = [one('a', { weight: 5 }), one('b', { weight: 3 }), one('c')]
  expect(share({ is: 'round robin' }, weighted, { picks: 900 })).toEqual({ a: 500, b: 300, c: 100 })
})

test('random draws by weight', () => {
  const seen = share({ is: 'random' }, [one('a', { weight: 3 }), one('b')])
  within(seen.a, 7_500)
})

const ring = { is: 'ring hash', by: { header: 'x-user' }, minimumRingSize: 1024 } as const

test('a ring sends the same key to the same endpoint, in any order of endpoints', () => {
  const tools = { random: () => 0, now: () => 0 }
  const all = ['a', 'b', 'c', 'd'].map((key) => one(key))
  const before = balancer({ balancer: ring, warmup: undefined }, all, tools)
  const after = balancer({ balancer: ring, warmup: undefined }, [...all].reverse(), tools)
  for (let i = 0; i < 1000; i++) expect(before(i * 4_294_967).key).toBe(after(i * 4_294_967).key)
})

test('when an endpoint goes, only its own keys move', () => {
  const tools = { random: () => 0, now: () => 0 }
  const all = ['a', 'b', 'c', 'e', 'f', 'd'].map((key) => one(key))
  const before = balancer({ balancer: ring, warmup: undefined }, all, tools)
  const after = balancer({ balancer: ring, warmup: undefined }, all.slice(0, 5), tools)
  for (let i = 0; i < 1000; i++) {
    const was = before(i * 4_294_967).key
    if (was !== 'd') expect(after(i * 4_294_967).key).toBe(was)
  }
})

test('a ring shares by weight', () => {
  const seen = share(ring, [one('a', { weight: 3 }), one('b')], { picks: 20_000 })
  within(seen.a, 15_000, 0.1)
})

test('a request without the header of the ring goes anywhere', () => {
  const random = seededRandom(1)
  const hash = (headers: object) =>
    requestHash(ring, new CallTarget(addressOf('a'), 'GET', '/', { ...headers }), () =>
      random.next(),
    )
  expect(hash({ 'x-user': 'ann' })).toBe(hash({ 'x-user': 'ann' }))
  expect(hash({})).not.toBe(hash({}))
})

test('penalty ewma takes what is expected to be done sooner', () => {
  const seen = share({ is: 'penalty ewma' }, [one('a', { cost: () => 5 }), one('b')])
  expect(seen.a).toBe(0)
})

test('a slower answer counts at once, faster ones wear it down, silence lets it fade', () => {
  const ewma = new PenaltyEwma(0)
  ewma.answered(100, 0)
  expect(ewma.cost(0, 0)).toBe(100)
  expect(ewma.cost(2, 0)).toBe(300)
  ewma.answered(10, 1_000)
  expect(ewma.cost(0, 1_000)).toBeGreaterThan(50)
  expect(ewma.cost(0, 100_000)).toBeLessThan(1)
})

test('an endpoint that fails fast is not the fast one; the server may say for how long', () => {
  const ewma = new PenaltyEwma(0)
  ewma.failed(1, 0)
  expect(ewma.cost(0, 0)).toBe(5_000)
  ewma.failed(1, 0, 20_000)
  expect(ewma.cost(0, 0)).toBe(20_000)
})

const warmup = { durationMs: 60_000, minimumPercent: 10, aggression: 1 }

test('a new endpoint gets its share little by little', () => {
  expect(warmShare(warmup, 0)).toBe(0.1)
  expect(warmShare(warmup, 30_000)).toBe(0.5)
  expect(warmShare({ ...warmup, aggression: 2 }, 15_000)).toBe(0.5)
  expect(warmShare(warmup, 60_000)).toBe(1)
  const seen = share({ is: 'round robin' }, [one('old', { since: -90_000 }), one('new')], {
    warmup,
    picks: 1_100,
    now: 0,
  })
  expect(seen).toEqual({ old: 1_000, new: 100 })
})
