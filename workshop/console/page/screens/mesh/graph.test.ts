import { expect, test } from 'vitest'
import type { EdgeView, ServiceView } from '../../../server/views/service-view.ts'
import { graphOf, stateOf } from './graph.ts'

const service = (name: string, hears: readonly string[] = []): ServiceView => ({
  ...{ name, part: 'shop', health: 'ready', since: 0, automations: {}, processes: {} },
  feeds: hears.map((from) => ({ from, position: 1, connected: true, lag: 2, parked: 0 })),
})
const endpoint = (address: string, isEjected = false) => ({
  ...{ address, active: 0, isEjected, ejections: 0 },
})
const call = (from: string, to: string, more: Partial<EdgeView> = {}): EdgeView => ({
  ...{ from, to, rate: 1, failing: 0, endpoints: [endpoint(`${to}:80`)] },
  ...more,
})

test('who calls, who hears, and what has been seen stays', () => {
  const seen = new Set<string>()
  const services = [service('orders', ['payments']), service('payments')]
  const first = graphOf(services, [call('orders', 'payments')], seen)
  expect(first.edges.map(({ from, to, is }) => [from, to, is])).toEqual([
    ['orders', 'payments', 'calls'],
    ['payments', 'orders', 'tells'],
  ])
  const quiet = graphOf(services, [call('orders', 'payments', { rate: 0 })], seen)
  expect(quiet.key).toBe(first.key)
  expect(
    graphOf(services, [call('orders', 'payments', { rate: 0 })], new Set()).edges,
  ).toHaveLength(1)
})

test('instances share the calls of their service, and one that is ejected has none', () => {
  const endpoints = [endpoint('films-1:80'), endpoint('films-2:80', true)]
  const { edges } = graphOf(
    [service('edge'), service('films-1'), service('films-2')],
    [call('edge', 'films', { rate: 4, endpoints })],
    new Set(),
  )
  expect(edges.map(({ to, rate, by }) => [to, rate, by])).toEqual([
    ['films-1', 4, 'films'],
    ['films-2', 0, 'films'],
  ])
  expect(edges.map(stateOf)).toEqual(['well', 'shut'])
})
