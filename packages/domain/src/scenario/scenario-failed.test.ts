import { describe, expect, it } from 'vitest'
import { ScenarioFailed, textOf } from './scenario-failed.ts'

describe('the text of data', () => {
  it('is the same whatever the order of fields, and without those that are undefined', () => {
    expect(textOf({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe(
      textOf({ b: [1, { c: 'x', d: null }] }),
    )
    expect(textOf({ b: [1, { d: null, c: 'x' }] })).toBe('{ b: [1, { c: "x", d: null }] }')
  })

  it('differs wherever the data does', () => {
    const different = [
      ...[0, '0', 0n, null, undefined, Number.NaN, 'NaN', 'null', true, '', [], {}, [[]], [{}]],
      ...[new Date(0), new Date(1), { a: 1 }, { b: 1 }, { a: 1, b: 1 }, [1, 2], [2, 1], ['1, 2']],
    ]
    expect(new Set(different.map(textOf)).size).toBe(different.length)
  })
})

describe('a failed scenario', () => {
  it('carries both sides for test runners that show a difference', () => {
    const failed = new ScenarioFailed('Loan', ['a', 'b'], [])
    expect(failed).toMatchObject({
      code: 'WT_SCENARIO_FAILED',
      expected: ['a', 'b'],
      actual: [],
      message:
        'WT_SCENARIO_FAILED: Loan\n  expected\n    a\n    b\n  got\n    nothing\nCorrect the rule or the scenario.',
    })
  })
})
