import { expect, test } from 'vitest'
import type { SpanView } from '../views/trace-view.ts'
import { summaries } from './collect.ts'

const span = (trace: string, service: string, start: number, more: Partial<SpanView> = {}) => ({
  ...{ trace, service, start, ms: 10, kind: 'request', name: `${service} works`, status: '200' },
  ...{ isFailed: false, span: `${trace}-${service}`, correlation: 'c', ...more },
})

test('a trace is told by its first work, its length, and all who took part', () =>
  expect(
    summaries([
      span('a', 'payments', 130, { isFailed: true }),
      span('a', 'orders', 100),
      span('b', 'orders', 200),
    ]),
  ).toEqual([
    expect.objectContaining({ trace: 'b', spans: 1, failed: 0 }),
    {
      ...{ trace: 'a', start: 100, ms: 40, name: 'orders works', service: 'orders' },
      ...{ services: ['orders', 'payments'], spans: 2, failed: 1 },
    },
  ]))
