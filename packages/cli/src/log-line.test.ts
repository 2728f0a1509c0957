import { describe, expect, test } from 'vitest'
import { logLines } from './log-line.ts'

const plain = { style: (_: unknown, text: string) => text }
const format = logLines(['orders', 'card-network'], plain)
const entry = (facts: object) =>
  JSON.stringify({ time: '2026-01-01T00:00:00.000Z', level: 'info', service: 'orders', ...facts })

test('a log line is shown as service, level, message and facts', () => {
  expect(format('orders', entry({ message: 'order placed', number: 536365, by: 'a b' }))).toBe(
    'orders       | info  order placed  number=536365 by="a b"',
  )
})

test('each service has a colour of its own', () => {
  const marked = logLines(['orders', 'payments'], {
    style: (style, text) => `<${[style].flat().join(' ')}>${text}</>`,
  })
  expect(marked('orders', 'x')).toBe('<cyan>orders   |</> x')
  expect(marked('payments', 'x')).toBe('<magenta>payments |</> x')
})

test('debug lines are left out', () => {
  expect(format('orders', entry({ level: 'debug', message: 'feed ended' }))).toBeUndefined()
})

test('long facts are cut', () => {
  const line = format('orders', entry({ message: 'm', body: 'x'.repeat(1_000) })) ?? ''
  expect(line.length).toBeLessThan(150)
  expect(line).toMatch(/x…$/)
})

describe('an error that was logged', () => {
  const error = {
    name: 'TypeError',
    message: 'no good',
    stack: 'TypeError: no good\n    at decide (file:///orders.ts:3:7)\n    at node:internal/x:1:1',
  }

  test('is shown with its stack at level error, without the frames inside Node', () => {
    expect(format('orders', entry({ level: 'error', message: 'task failed', error }))).toBe(
      [
        'orders       | ERROR task failed  error=TypeError: no good',
        'orders       |           at decide (file:///orders.ts:3:7)',
      ].join('\n'),
    )
  })

  test('is one line at any other level', () => {
    expect(format('orders', entry({ level: 'warn', message: 'retrying', error }))).toBe(
      'orders       | warn  retrying  error=TypeError: no good',
    )
  })
})

test('a line that is no log line stays as it is', () => {
  expect(format('orders', 'Segmentation fault')).toBe('orders       | Segmentation fault')
  expect(format('orders', '{"half":')).toBe('orders       | {"half":')
})

test('text from outside cannot move the cursor, change colours or forge a line', () => {
  expect(format('orders', entry({ message: 'a\u001b[2Jb\nc', note: '\u001b[31mred\r' }))).toBe(
    'orders       | info  ab c  note="red "',
  )
})
