import { expect, it } from 'vitest'
import { fuzzWire } from './test-kit/fuzz-wire.ts'

it('three hundred connections that say what is no HTTP get problems, and leave the log whole', async () => {
  const { answers, carriedOut, problems } = await fuzzWire({ seed: 7, connections: 300 })
  expect(answers).toBeGreaterThan(300)
  expect(carriedOut).toBeGreaterThan(90)
  expect(Object.keys(problems)).toEqual(
    expect.arrayContaining([
      ...['WT_REQUEST_MALFORMED', 'WT_BODY_LATE', 'WT_BODY_TOO_LARGE', 'WT_HEADERS_TOO_LARGE'],
    ]),
  )
})
