import { describe, expect, it } from 'vitest'
import { policy } from '../policy/policy.ts'
import { allOf, rule } from '../policy/rule.ts'
import { scenario } from './scenario.ts'

const adult = rule(
  'adult',
  (f: { age: number }) => f.age >= 18,
  (f) => `${f.age} years, we ask for 18`,
  { needs: ['age'] },
)
const member = rule(
  'member',
  (f: { member: boolean }) => f.member,
  () => 'no membership',
)
const door = policy('door', { version: '2026-03' }, allOf(adult, member))

describe('a scenario of a policy', () => {
  it('says whether it passes, why it fails and what is not known', () => {
    scenario(door).given({ age: 18, member: true }).thenPassed()
    scenario(door)
      .given({ age: 17, member: false })
      .thenFailed('17 years, we ask for 18', 'no membership')
    scenario(door).given({ age: null, member: true }).thenMissing('age')
  })

  it('fails with what was expected and what came', () => {
    expect(() => scenario(door).given({ age: 17, member: true }).thenPassed()).toThrow(
      'WT_SCENARIO_FAILED: door 2026-03\n  expected\n    held\n  got\n    failed\n    17 years',
    )
    expect(() => scenario(door).given({ age: 18, member: false }).thenFailed('too late')).toThrow(
      /expected\n {4}too late\n {2}got\n {4}no membership/,
    )
    expect(() => scenario(door).given({ member: true }).thenMissing()).toThrow('got\n    age')
    expect(() => scenario(door).given({ age: 18, member: true }).thenMissing('age')).toThrow(
      'expected\n    fact missing',
    )
  })

  it('compiles only with all the facts', () => {
    // @ts-expect-error whether a member is a fact this policy needs
    expect(() => scenario(door).given({ age: 18 }).thenPassed()).toThrow('WT_SCENARIO_FAILED')
  })
})
