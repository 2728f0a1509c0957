import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isError } from '../config/problem/problem.ts'
import { readFaults } from './read-faults.ts'

const whole = `apiVersion: watertight.dev/v1
kind: Faults
metadata: { name: one }
spec:
  system: streaming
  lasts: 1m
  faults: [{ hang: { service: ratings }, at: 1s, for: 2s, every: 10s, times: 3 }]
  traffic: [{ name: pages, service: edge, path: /home, perSecond: 50 }]
`
const pieces = [
  '{',
  '}',
  '[',
  ']',
  ':',
  '- ',
  '\n',
  '  ',
  '*a',
  '&a ',
  '"',
  '~',
  '0',
  '-1',
  '1e9',
  'null',
  '# ',
]

test('whatever a file says, it is a scenario or it has errors with their places', () => {
  const damage = fc.tuple(
    fc.nat(whole.length),
    fc.nat(12),
    fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })),
  )
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      let text = whole
      for (const [at, cut, piece] of damages)
        text = text.slice(0, at) + piece + text.slice(at + cut)
      const { scenario, problems } = readFaults({ name: 'one.yaml', text })
      const errors = problems.filter(isError)
      expect(scenario === undefined).toBe(errors.length > 0)
      for (const { place } of errors) expect(place.line).toBeGreaterThan(0)
    }),
    { numRuns: 400, seed: 7 },
  )
})
