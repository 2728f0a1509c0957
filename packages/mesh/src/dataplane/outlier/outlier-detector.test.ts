import { expect, test } from 'vitest'
import type { OutlierDetection } from '../../model/cluster.ts'
import { outlierRules } from '../test-kit/rules.ts'
import { EndpointHealth } from './endpoint-health.ts'
import { OutlierDetector } from './outlier-detector.ts'

/** A detector over so many endpoints; `told` is what it said. */
function build(count: number, more: Partial<OutlierDetection> = {}) {
  const told: string[] = []
  const detector = new OutlierDetector(
    { ...outlierRules, ...more },
    {
      ejected: ({ key }, by, forMs) => told.push(`${key} out ${forMs} by ${by}`),
      withheld: ({ key }, by) => told.push(`${key} kept by ${by}`),
      returned: ({ key }) => told.push(`${key} back`),
    },
  )
  const all = Array.from(
    { length: count },
    (_, i) => new EndpointHealth(String.fromCharCode(97 + i)),
  )
  for (const one of all) detector.add(one)
  const say = (status: number, times = 1, at = 0, now = 0) => {
    for (let i = 0; i < times; i++) detector.answered(all[at] as EndpointHealth, status, now)
  }
  return { detector, told, all, say, first: all[0] as EndpointHealth }
}

test('the fifth 5xx in a row ejects, not the fourth', () => {
  const { say, told, first } = build(2)
  say(500, 4)
  expect(first.isEjected).toBe(false)
  say(500)
  expect(told).toEqual(['a out 30000 by consecutive 5xx'])
})

test('one good answer starts the count afresh', () => {
  const { say, told } = build(2)
  say(500, 4)
  say(200)
  say(500, 4)
  expect(told).toEqual([])
  say(404)
  say(500, 4)
  expect(told).toEqual([])
})

test('a detector set to 0 never fires', () => {
  const { say, told } = build(2, { consecutive5xx: 0 })
  say(503, 1000)
  expect(told).toEqual([])
})

test('the gateway detector counts 502, 503 and 504 only; another 5xx starts it afresh', () => {
  const { say, told } = build(2, { consecutive5xx: 0, consecutiveGateway: 3 })
  say(502)
  say(503)
  say(500)
  say(504, 2)
  expect(told).toEqual([])
  say(502)
  expect(told).toEqual(['a out 30000 by consecutive gateway'])
})

test('both detectors at one answer eject once', () => {
  const { say, told, first } = build(2, { consecutiveGateway: 5 })
  say(503, 5)
  expect(told).toEqual(['a out 30000 by consecutive gateway'])
  expect(first.ejections).toBe(1)
})

test('without split a failed connection is a 503 and a timeout a 504', () => {
  const { detector, told, first } = build(2, { consecutive5xx: 4, consecutiveGateway: 4 })
  for (let i = 0; i < 2; i++) {
    detector.failed(first, 0)
    detector.timedOut(first, 0)
  }
  expect(told).toEqual(['a out 30000 by consecutive gateway'])
})

test('with split local failures are counted apart, and an answer of any status starts them afresh', () => {
  const { detector, told, first, say } = build(2, {
    splitLocalOrigin: true,
    consecutiveLocalOrigin: 3,
  })
  detector.failed(first, 0)
  detector.timedOut(first, 0)
  say(500)
  detector.failed(first, 0)
  detector.failed(first, 0)
  expect(told).toEqual([])
  expect(first.consecutive5xx).toBe(1)
  detector.failed(first, 0)
  expect(told).toEqual(['a out 30000 by consecutive local origin'])
})

test('10 percent ejects nobody among nine, and one among ten', () => {
  const nine = build(9, { maxEjectionPercent: 10 })
  nine.say(500, 5)
  expect(nine.told).toEqual(['a kept by consecutive 5xx'])
  const ten = build(10, { maxEjectionPercent: 10 })
  ten.say(500, 5)
  ten.say(500, 5, 1)
  expect(ten.told).toEqual(['a out 30000 by consecutive 5xx', 'b kept by consecutive 5xx'])
})

test('a detector that fired without consequence counts afresh', () => {
  const { say, told } = build(9, { maxEjectionPercent: 10 })
  say(500, 9)
  expect(told).toHaveLength(1)
  say(500)
  expect(told).toHaveLength(2)
})

test('nobody returns between checks, only at one, once the time is served', () => {
  const { detector, say, told, first } = build(2)
  say(500, 5, 0, 1_000)
  detector.check(30_999)
  expect(first.isEjected).toBe(true)
  detector.check(31_000)
  expect(told.at(-1)).toBe('a back')
})

test('each ejection lasts a base longer', () => {
  const { detector, say, told } = build(2)
  say(500, 5, 0, 0)
  detector.check(30_000)
  say(500, 5, 0, 30_000)
  detector.check(89_999)
  expect(told.at(-1)).toBe('a out 60000 by consecutive 5xx')
  detector.check(90_000)
  expect(told.at(-1)).toBe('a back')
})

test('each check that finds it healthy takes one off again, the one that lets it return does not', () => {
  const { detector, say, told, first } = build(2)
  say(500, 5, 0, 0)
  detector.check(30_000)
  expect(first.multiplier).toBe(1)
  detector.check(40_000)
  expect(first.multiplier).toBe(0)
  detector.check(50_000)
  expect(first.multiplier).toBe(0)
  say(500, 5, 0, 50_000)
  expect(told.at(-1)).toBe('a out 30000 by consecutive 5xx')
})

test('no ejection lasts longer than the maximum, and the multiplier stops growing there', () => {
  const { detector, say, first } = build(2, { maxEjectionMs: 100_000 })
  let now = 0
  for (let i = 0; i < 20; i++) {
    say(500, 5, 0, now)
    now += 100_000
    detector.check(now)
    expect(first.isEjected).toBe(false)
  }
  expect(first.multiplier).toBe(5)
})

test('a base above the maximum is the maximum', () => {
  const { say, told } = build(2, { baseEjectionMs: 400_000 })
  say(500, 5)
  expect(told).toEqual(['a out 400000 by consecutive 5xx'])
})

test('on return all counts are zero', () => {
  const { detector, say, first, told } = build(2, { consecutiveGateway: 6 })
  say(503, 5)
  detector.check(30_000)
  expect(first).toMatchObject({ consecutive5xx: 0, consecutiveGateway: 0 })
  say(503, 4, 0, 30_000)
  expect(told.filter((line) => line.includes('out'))).toHaveLength(1)
})

test('answers that were under way when it was taken out neither eject again nor prolong', () => {
  const { detector, say, told, first } = build(2)
  say(500, 12)
  expect(told).toHaveLength(1)
  detector.check(30_000)
  expect(first.isEjected).toBe(false)
})

test('an endpoint that leaves while out frees its place', () => {
  const { detector, say, told, first } = build(4, { maxEjectionPercent: 34 })
  say(500, 5)
  detector.remove(first)
  expect(detector.ejected).toBe(0)
  say(500, 5, 1)
  expect(told.at(-1)).toBe('b out 30000 by consecutive 5xx')
  say(500, 5)
  expect(detector.ejected).toBe(1)
})

test('other rules keep who is out and what was counted; no rules let all return', () => {
  const { detector, say, told, first } = build(2)
  say(500, 4)
  detector.reconfigure({ ...outlierRules, baseEjectionMs: 10_000 })
  say(500)
  expect(told).toEqual(['a out 10000 by consecutive 5xx'])
  detector.end()
  expect(first.isEjected).toBe(false)
})

const successRate = { minHosts: 5, requestVolume: 100, stdevFactor: 1.9 }

test('an endpoint far below the mean success rate is ejected at the check', () => {
  const { detector, say, told } = build(5, { consecutive5xx: 0, successRate })
  for (let i = 0; i < 5; i++) say(200, i === 0 ? 50 : 100, i)
  say(500, 50)
  expect(told).toEqual([])
  detector.check(10_000)
  expect(told).toEqual(['a out 30000 by success rate'])
})

test('endpoints that fail alike are no outliers', () => {
  const { detector, say, told } = build(5, { consecutive5xx: 0, successRate })
  for (let i = 0; i < 5; i++) say(500, 100, i)
  detector.check(10_000)
  expect(told).toEqual([])
})

test('too few requests or too few endpoints are no evidence, and each check begins anew', () => {
  const few = build(5, { consecutive5xx: 0, successRate })
  for (let i = 0; i < 5; i++) few.say(i === 0 ? 500 : 200, 99, i)
  few.detector.check(10_000)
  for (let i = 0; i < 5; i++) few.say(i === 0 ? 500 : 200, 99, i)
  few.detector.check(20_000)
  expect(few.told).toEqual([])
  const four = build(4, { consecutive5xx: 0, successRate })
  for (let i = 0; i < 4; i++) four.say(i === 0 ? 500 : 200, 100, i)
  four.detector.check(10_000)
  expect(four.told).toEqual([])
})
