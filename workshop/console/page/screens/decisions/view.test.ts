import { expect, it } from 'vitest'
import { byWeight, compared, type Rule, spaced } from './view.ts'

const rule = (name: string, outcome: string, because = ''): Rule => ({
  ...{ rule: name, outcome, because, reason: '', citation: '', dated: '' },
})

it('rules that judge otherwise come first, and a rule that one version lacks is different', () => {
  const was = [rule('a', 'held'), rule('b', 'held', '43 %'), rule('c', 'held')]
  const would = [rule('a', 'held'), rule('b', 'failed', '36 %'), rule('d', 'held')]
  expect(compared(was, would).map((one) => [one.rule, one.isDifferent])).toEqual([
    ['b', true],
    ['c', true],
    ['d', true],
    ['a', false],
  ])
})

it('what decides comes first', () => {
  const rules = ['held', 'not evaluated', 'failed', 'fact missing'].map((is) => rule(is, is))
  expect(byWeight(rules).map(({ rule }) => rule)).toEqual([
    'failed',
    'fact missing',
    'held',
    'not evaluated',
  ])
})

it.each([
  ['loanAmount', 'loan amount'],
  ['debt-to-income', 'debt to income'],
])('%s is said as %s', (name, said) => {
  expect(spaced(name)).toBe(said)
})
