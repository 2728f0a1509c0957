import { describe, expect, it } from 'vitest'
import { type Done, recent } from './recent.ts'

const done = (n: number): Done => ({
  kind: 'request',
  name: `GET /${n}`,
  start: n,
  ms: 1,
  status: 200,
  trace: n % 2 ? 'odd' : 'even',
  span: 's',
  parent: undefined,
  correlation: 'c',
  code: undefined,
})

describe('recent work', () => {
  it('is told newest first, and the oldest gives way', () => {
    const last = recent(3)
    for (let n = 1; n <= 5; n++) last.add(done(n))
    expect(last.list({ limit: 10 }).map(({ start }) => start)).toEqual([5, 4, 3])
  })

  it('is told up to the limit, and of one trace', () => {
    const last = recent()
    for (let n = 1; n <= 2_500; n++) last.add(done(n))
    expect(last.list({ limit: 2, trace: 'odd' }).map(({ start }) => start)).toEqual([2499, 2497])
    expect(last.list({ limit: 0 })).toEqual([])
    expect(last.list({ limit: 10_000 })).toHaveLength(1_000)
    expect(recent().list({ limit: 5 })).toEqual([])
  })

  it.each([0, 1.5, -1, 10_001, Number.NaN])('of size %d is refused', (size) => {
    expect(() => recent(size)).toThrow(`WT_OPTION_INVALID: telemetry.recent is ${size}`)
  })
})
