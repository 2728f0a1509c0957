import { describe, expect, it } from 'vitest'
import { parseTraceparent, traceparentOf } from './traceparent.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const span = 'b7ad6b7169203331'

describe('a traceparent', () => {
  it.each(['01', '00'])('is read and written again, flags %s', (flags) => {
    const text = `00-${trace}-${span}-${flags}`
    const context = parseTraceparent(text)
    expect(context).toEqual({ traceId: trace, spanId: span, traceFlags: Number(flags) })
    expect(context && traceparentOf(context)).toBe(text)
  })

  it('of a later version is read as far as it is known', () => {
    expect(parseTraceparent(`cc-${trace}-${span}-03-what-comes`)?.traceFlags).toBe(1)
  })

  it.each([
    ['nothing', ''],
    ['no text', 7],
    ['none', undefined],
    ['an unknown form', 'b3: 1'],
    ['version ff', `ff-${trace}-${span}-01`],
    ['capitals', `00-${trace.toUpperCase()}-${span}-01`],
    ['zeros for a trace', `00-${'0'.repeat(32)}-${span}-01`],
    ['zeros for a span', `00-${trace}-${'0'.repeat(16)}-01`],
    ['a part too many', `00-${trace}-${span}-01-more`],
    ['a part too few', `00-${trace}-${span}`],
    ['a short trace', `00-${trace.slice(1)}-${span}-01`],
    ['no end', `cc-${trace}-${span}-01-${'x'.repeat(10_000)}`],
  ])('that says %s is no traceparent', (_, text) => {
    expect(parseTraceparent(text)).toBeUndefined()
  })
})
