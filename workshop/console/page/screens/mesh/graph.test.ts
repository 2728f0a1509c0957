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
  ...{ from, to, isCalled: true, rate: 1, failing: 0, endpoints: [endpoint(`${to}:80`)] },
  ...more,
})

test('who calls, who hears, and whoever was called once stays', () => {
  const services = [service('orders', ['payments']), service('payments'), service('carrier')]
  const drawn = (calls: readonly EdgeView[], seen = new Set<string>()) =>
    graphOf(services, calls, seen).edges.map(({ from, to, is }) => `${from} ${is} ${to}`)
  const quiet = { rate: 0 }
  const tells = 'payments tells orders'
  expect(drawn([call('orders', 'carrier', quiet)])).toEqual(['orders calls carrier', tells])
  expect(drawn([call('orders', 'carrier', { ...quiet, isCalled: false })])).toEqual([tells])
  // a feed is asked for too
  expect(drawn([call('orders', 'payments', quiet)])).toEqual([tells])
  const seen = new Set<string>()
  const both = ['orders calls payments', tells]
  expect(drawn([call('orders', 'payments')], seen)).toEqual(both)
  expect(drawn([call('orders', 'payments', quiet)], seen)).toEqual(both)
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
