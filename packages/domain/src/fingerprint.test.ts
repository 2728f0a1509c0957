import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fingerprint } from './fingerprint.ts'
import { event } from './message.ts'

const A = event('A', { n: z.int() })
const B = event('B', {})
const A2 = event('A', { n: z.int() }, { version: 2, upcast: { 1: (data) => data } })
const fold = { name: 'Trip', events: [A, B] }
const read = {
  name: 'Trips',
  hears: [A, B],
  columns: { a: 'text', b: 'text' },
  key: ['a'],
} as const

describe('a fingerprint', () => {
  it('stays while nothing changes its meaning', () => {
    expect(fingerprint({ ...fold, events: [B, A] })).toBe(fingerprint(fold))
    expect(fingerprint({ ...fold, version: 1 })).toBe(fingerprint(fold))
    expect(fingerprint(read)).toMatch(/^[0-9a-z]+$/)
  })

  it('is written into stores, so it never changes by itself', () => {
    expect([fingerprint(fold), fingerprint(read)]).toEqual(['1ok1rl3', '1pgdutr'])
  })

  it('changes with the name, the version, the events, their versions, the columns and the key', () => {
    const prints = [
      fingerprint(fold),
      fingerprint({ ...fold, name: 'Tour' }),
      fingerprint({ ...fold, version: 2 }),
      fingerprint({ ...fold, events: [A] }),
      fingerprint({ ...fold, events: [A2, B] }),
      fingerprint(read),
      fingerprint({ ...read, columns: { a: 'text', b: 'integer' } }),
      fingerprint({ ...read, key: ['b'] }),
    ]
    expect(new Set(prints).size).toBe(prints.length)
  })
})
