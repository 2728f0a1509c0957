import { describe, expect, expectTypeOf, it } from 'vitest'
import { policies, policy } from './policy.ts'
import { allOf, anyOf, not, type Rule, rule } from './rule.ts'

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
const door = policy('door', { version: '2026-03' }, allOf(adult, anyOf(member, guest)))

describe('a policy', () => {
  it('passes without reasons, and keeps what it found', () => {
    expect(door.judge({ age: 20, member: true, invitedBy: null })).toEqual({
      policy: 'door',
      version: '2026-03',
      hash: door.hash,
      passed: true,
      outcome: 'held',
      reasons: [],
      missing: [],
      findings: [
        { rule: 'adult', outcome: 'held', because: '20 years, we ask for 18' },
        { rule: 'member', outcome: 'held', because: 'a membership' },
        { rule: 'guest', outcome: 'not evaluated', because: 'another alternative holds' },
      ],
    })
  })

  it('gives every reason, not only the first', () => {
    const verdict = door.judge({ age: 17, member: false, invitedBy: null })
    expect(verdict.passed).toBe(false)
    expect(verdict.reasons).toEqual(['17 years, we ask for 18', 'a membership', 'an invitation'])
    expect(verdict.findings.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['adult', 'failed'],
      ['member', 'failed'],
      ['guest', 'failed'],
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
    expect(anyOf().judge({}).outcome).toBe('failed')
    // @ts-expect-error at least one rule
    expect(allOf().judge({}).outcome).toBe('held')
  })
})

const goodScore = rule(
  'good score',
  (f: { score: number }) => f.score >= 620,
  (f) => `a score of ${f.score}, we ask for 620`,
  { needs: ['score'] },
)

describe('a fact that is missing', () => {
  it('is told by name, and holds against nobody', () => {
    expect(goodScore.judge({ score: null })).toEqual({
      outcome: 'fact missing',
      findings: [{ rule: 'good score', outcome: 'fact missing', because: 'we do not know: score' }],
      reasons: ['we do not know: score'],
      missing: ['score'],
    })
  })

  it('leaves all of them undecided, unless one fails', () => {
    expect(allOf(adult, goodScore).judge({ age: 20 }).outcome).toBe('fact missing')
    const failed = allOf(adult, goodScore).judge({ age: 17 })
    expect(failed.outcome).toBe('failed')
    expect(failed.reasons).toEqual(['17 years, we ask for 18'])
  })

  it('leaves a choice undecided, unless one holds', () => {
    expect(anyOf(goodScore, adult).judge({ age: 17 }).outcome).toBe('fact missing')
    expect(anyOf(goodScore, adult).judge({ age: 20 }).outcome).toBe('held')
  })

  it('stays missing under not', () => {
    expect(not(goodScore).judge({}).outcome).toBe('fact missing')
    // @ts-expect-error a score is a number
    expect(goodScore.judge({ score: 'high' }).outcome).toBe('failed')
  })
})

describe('not', () => {
  it('turns the outcome and keeps the sentence', () => {
    expect(not(goodScore).judge({ score: 700 })).toMatchObject({
      outcome: 'failed',
      reasons: ['a score of 700, we ask for 620'],
    })
    expect(not(goodScore).judge({ score: 500 })).toMatchObject({ outcome: 'held', reasons: [] })
  })

  it('of a choice fails for the alternative that holds', () => {
    const none = not(anyOf(goodScore, adult))
    expect(none.judge({ score: 500, age: 20 }).reasons).toEqual(['20 years, we ask for 18'])
    expect(none.judge({ score: 500, age: 17 }).outcome).toBe('held')
  })
})

describe('the editions of a policy', () => {
  const first = policy('p', { version: '1', from: '2025-01-01', until: '2026-03-01' }, adult)
  const second = policy('p', { version: '2', from: '2026-03-01' }, adult)
  const both = policies(second, first)

  it('are in force from the first day to the day before the last', () => {
    expect(both.inForce('2024-12-31')).toBe(undefined)
    expect(both.inForce('2026-02-28')).toBe(first)
    expect(both.inForce('2026-03-01')).toBe(second)
    expect(both.version('1')).toBe(first)
  })

  it('never overlap, and never share a version', () => {
    const early = policy('p', { version: '3', from: '2026-02-28' }, adult)
    expect(() => policies(first, early)).toThrow('in force together')
    expect(() => policies(first, policy('p', { version: '1', from: '2026-03-01' }, adult))).toThrow(
      'version 1 twice',
    )
    expect(() => policies(policy('p', { version: '1' }, adult), second)).toThrow(
      'WT_POLICY_INVALID',
    )
  })

  it('have days that exist, in order', () => {
    for (const from of ['2026-02-30', '2026-3-1', 'today', ''])
      expect(() => policy('p', { version: '1', from }, adult)).toThrow('WT_POLICY_INVALID')
    const backwards = { version: '1', from: '2026-03-01', until: '2026-03-01' }
    expect(() => policy('p', backwards, adult)).toThrow('before it begins')
    expect(() => first.isInForce('2026-13-01')).toThrow('WT_POLICY_INVALID')
  })

  it('are of one policy', () => {
    const other = policy('other', { version: '9', from: '2027-01-01' }, adult)
    // @ts-expect-error another policy
    expect(() => policies(first, other)).toThrow('other is no edition of p')
  })

  it('have a hash that tells a name from a list of names', () => {
    const named = (...names: readonly string[]) =>
      names.map((name) =>
        rule(
          name,
          () => true,
          () => '',
        ),
      ) as [Rule<unknown>, ...Rule<unknown>[]]
    const hashOf = (...names: readonly string[]) =>
      policy('p', { version: '1' }, allOf(...named(...names))).hash
    expect(hashOf('a; b')).not.toBe(hashOf('a', 'b'))
    expect(hashOf('a"; "b')).not.toBe(hashOf('a', 'b'))
  })

  it('have a hash of their words, days and structure', () => {
    const same = policy('p', { version: '2', from: '2026-03-01' }, adult)
    expect(same.hash).toBe(second.hash)
    expect(first.hash).not.toBe(second.hash)
    expect(policy('p', { version: '2', from: '2026-03-01' }, not(adult)).hash).not.toBe(second.hash)
  })
})
