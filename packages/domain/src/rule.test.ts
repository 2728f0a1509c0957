import { describe, expect, expectTypeOf, it } from 'vitest'
import { allOf, anyOf, policy, type Rule, rule } from './rule.ts'

const adult = rule(
  'adult',
  (f: { age: number }) => f.age >= 18,
  (f) => `${f.age} years, we ask for 18`,
)
const member = rule(
  'member',
  (f: { member: boolean }) => f.member,
  () => 'a membership',
)
const guest = rule(
  'guest',
  (f: { invitedBy: string | null }) => f.invitedBy !== null,
  () => 'an invitation',
)
const door = policy('door-2026-03', allOf(adult, anyOf(member, guest)))

describe('a policy', () => {
  it('passes without reasons, and keeps what it found', () => {
    expect(door.judge({ age: 20, member: true, invitedBy: null })).toEqual({
      policy: 'door-2026-03',
      passed: true,
      reasons: [],
      findings: [{ rule: 'adult', holds: true, because: '20 years, we ask for 18' }],
    })
  })

  it('gives every reason, not only the first', () => {
    const verdict = door.judge({ age: 17, member: false, invitedBy: null })
    expect(verdict.passed).toBe(false)
    expect(verdict.reasons).toEqual(['17 years, we ask for 18', 'a membership', 'an invitation'])
    expect(verdict.findings.map(({ rule, holds }) => [rule, holds])).toEqual([
      ['adult', false],
      ['member', false],
      ['guest', false],
    ])
  })

  it('finds no fault with an alternative where another one holds', () => {
    const verdict = door.judge({ age: 17, member: false, invitedBy: 'Ana' })
    expect(verdict.reasons).toEqual(['17 years, we ask for 18'])
  })

  it('never passes with a reason, nor fails without one', () => {
    for (const age of [17, 18])
      for (const isMember of [true, false])
        for (const invitedBy of ['Ana', null]) {
          const { passed, reasons } = door.judge({ age, member: isMember, invitedBy })
          expect(passed).toBe(reasons.length === 0)
        }
  })
})

describe('the types of rules', () => {
  it('ask for the facts of all their parts', () => {
    expectTypeOf(allOf(adult, member)).toEqualTypeOf<Rule<{ age: number } & { member: boolean }>>()
    // @ts-expect-error an invitation is a fact this policy needs
    expect(door.judge({ age: 20, member: true }).passed).toBe(true)
  })

  it('do not allow a choice between nothing', () => {
    // @ts-expect-error at least one rule
    expect(anyOf().holds({})).toBe(false)
    // @ts-expect-error at least one rule
    expect(allOf().holds({})).toBe(true)
  })
})
