import { durationBounds } from '@watertight/mesh'
import { expect, test } from 'vitest'
import type { MeshAnswer } from './answers.ts'
import { EdgeFigures, quantile } from './edge-figures.ts'

/** So many requests to payments, each of `ms`. */
function counted(good: number, bad: number, ms = 20): MeshAnswer {
  const series = (code: string, count: number) => ({
    labels: { destination_service: 'payments.shop.svc.cluster.local', response_code: code },
    istio_requests_total: count,
    istio_request_duration_milliseconds: {
      buckets: [...durationBounds.map((bound) => (bound >= ms ? count : 0)), count],
    },
  })
  return {
    requests: [series('200', good), series('503', bad)],
    clusters: [
      {
        cluster: 'payments.shop.svc.cluster.local|80|',
        endpoints: [{ endpoint: 'payments:80', active: 1, isEjected: false, ejections: 2 }],
      },
    ],
  }
}

test('growing counters become a rate, a share of failures and times', () => {
  const figures = new EdgeFigures('orders')
  expect(figures.record(0, counted(100, 0))).toMatchObject([
    { to: 'payments', rate: 0, isCalled: true },
  ])
  const [edge] = figures.record(2_000, counted(106, 2))
  expect(edge).toMatchObject({ from: 'orders', to: 'payments', rate: 4, failing: 0.25 })
  expect(edge?.p50).toBeGreaterThan(10)
  expect(edge?.p99).toBeLessThanOrEqual(25)
  expect(edge?.endpoints).toEqual([
    { address: 'payments:80', active: 1, isEjected: false, ejections: 2 },
  ])
})

test('instances of several subsets are counted once, and shut where any subset shuts them', () => {
  const endpoint = (name: string, isEjected: boolean) => ({
    ...{ endpoint: `${name}:80`, active: 1, isEjected, ejections: Number(isEjected) },
  })
  const host = 'films.streaming.svc.cluster.local'
  const [edge] = new EdgeFigures('edge').record(0, {
    requests: [],
    clusters: [
      {
        cluster: `${host}|80|`,
        endpoints: [endpoint('films-1', true), endpoint('films-2', false)],
      },
      { cluster: `${host}|80|v1`, endpoints: [endpoint('films-1', false)] },
    ],
  })
  expect(edge).toMatchObject({
    ...{ to: 'films', isCalled: false },
    endpoints: [
      { address: 'films-1:80', active: 2, isEjected: true, ejections: 1 },
      { address: 'films-2:80', active: 1, isEjected: false, ejections: 0 },
    ],
  })
})

test('what is longer ago than ten seconds does not count', () => {
  const figures = new EdgeFigures('orders')
  figures.record(0, counted(0, 0))
  figures.record(1_000, counted(100, 0))
  const last = [11_000, 12_000].map((at) => figures.record(at, counted(100, 0)))
  expect(last.at(-1)).toMatchObject([{ rate: 0 }])
})

test('a caller that was started again begins anew, and no rate is below nothing', () => {
  const figures = new EdgeFigures('orders')
  figures.record(0, counted(1_000, 0))
  expect(figures.record(500, counted(3, 0))).toMatchObject([{ rate: 0 }])
  expect(figures.record(1_500, counted(5, 0))).toMatchObject([{ rate: 2 }])
})

test('a quantile lies between the bounds of its bucket', () => {
  const all = durationBounds.map((bound) => (bound >= 10 ? 100 : 0))
  expect(quantile([...all, 100], 0.5)).toBeGreaterThan(5)
  expect(quantile([...all, 100], 0.99)).toBeLessThanOrEqual(10)
  expect(quantile([], 0.5)).toBe(durationBounds.at(-1))
})
