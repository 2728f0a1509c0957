import { expect, test } from 'vitest'
import { TransportError } from '../transport-error.ts'
import { jsonLines } from './json-lines.ts'

function logged(message: string, facts?: Record<string, unknown>) {
  const written: string[] = []
  jsonLines('orders', (line) => void written.push(line))('warn', message, facts)
  expect(written).toHaveLength(1)
  expect(written[0]).toMatch(/^[^\n]*\n$/)
  return JSON.parse(written[0] as string)
}

test('a line is time, level, service and message, then the facts, which replace none of them', () => {
  const line = logged('late\norder', { order: 'o-1', level: 'forged', total: 12n })
  expect(Object.keys(line)).toEqual(['time', 'level', 'service', 'message', 'order', 'total'])
  expect(line).toMatchObject({
    level: 'warn',
    service: 'orders',
    message: 'late\norder',
    order: 'o-1',
    total: '12',
  })
  expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('an error is spelled out, with its cause', () => {
  const { error } = logged('x', {
    error: new TransportError('WT_LOST', 'bank', new Error('reset')),
  })
  expect(error).toMatchObject({
    name: 'TransportError',
    code: 'WT_LOST',
    cause: { name: 'Error', message: 'reset' },
  })
  expect(error.message).toContain('may have been done')
  expect(error.stack).toContain('json-lines.test.ts')
})

test('what looks secret is redacted at every depth; what only resembles it stays', () => {
  const secrets = {
    authorization: 'a',
    'set-cookie': ['b'],
    userPassword: 'c',
    access_token: 'd',
    clientSecret: 'e',
    cardNumber: 'f',
    PAN: 'g',
    cvv: { code: 1 },
  }
  const harmless = { 'idempotency-key': 'k', company: 'c', discarded: 1, span: 's', expand: true }
  const { headers } = logged('x', { headers: { ...secrets, ...harmless } })
  for (const key of Object.keys(secrets)) expect(headers[key]).toBe('[redacted]')
  expect(headers).toMatchObject(harmless)
})

test('facts that cannot be printed do not lose the line', () => {
  const circle: Record<string, unknown> = {}
  circle.circle = circle
  expect(logged('still here', circle)).toMatchObject({ message: 'still here', level: 'warn' })
})
