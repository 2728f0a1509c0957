import { seededRandom } from '@watertight/ports'
import { expect, test } from 'vitest'
import { nextTrace } from './trace-context.ts'

const id = '0af7651916cd43dd8448eb211c80319c'

test('continues the trace it is handed, as a span of its own', () => {
  const { trace, isNew } = nextTrace(`00-${id}-b7ad6b7169203331-00`, seededRandom(1))
  expect(trace).toMatch(new RegExp(`^00-${id}-(?!b7ad6b7169203331)[0-9a-f]{16}-00$`))
  expect(isNew).toBe(false)
})

test('reads a later version as far as it knows it', () => {
  expect(nextTrace(`01-${id}-b7ad6b7169203331-01-more`, seededRandom(1)).trace).toContain(id)
})

test.each([
  '',
  'nonsense',
  `ff-${id}-b7ad6b7169203331-01`,
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-${id}-${'0'.repeat(16)}-01`,
  `00-${id.toUpperCase()}-b7ad6b7169203331-01`,
])('begins a trace when there is none to continue: %j', (incoming) => {
  const { trace, isNew } = nextTrace(incoming, seededRandom(1))
  expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(trace).not.toContain(id)
  expect(isNew).toBe(true)
})

test('ids come from the random given, and are never all zeroes', () => {
  const zeroes = { next: () => 0, fill: (bytes: Uint8Array) => bytes.fill(0) }
  expect(nextTrace('', zeroes).trace).toBe(`00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-01`)
})
