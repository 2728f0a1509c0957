import { expect, it } from 'vitest'
import { checkStreamOptions, jetStreamDefaults } from './options.ts'

it('the options of a stream are checked when it is named, not when it is used', () => {
  expect(checkStreamOptions({})).toEqual(jetStreamDefaults)
  for (const wrong of [
    { prefix: 'a.b' },
    { prefix: '' },
    { replicas: 0 },
    { replicas: 1.5 },
    { maxBytes: -1 },
    { duplicateWindowMs: 1 },
  ])
    expect(() => checkStreamOptions(wrong)).toThrow(Object.keys(wrong)[0])
})
