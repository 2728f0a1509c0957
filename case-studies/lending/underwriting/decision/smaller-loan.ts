import { Money, type MoneyJson } from '@watertight/domain'
import type { FactSet } from '../facts/fact-set.ts'
import type { CompiledPolicy } from '../policy/compile.ts'
import { judge } from './judge.ts'

/** The greatest loan, in the steps of the policy, that no rule declines or refers; undefined where there is none down to the least share of what was asked. What is not lent is taken off the total loan amount as well; prices stay as they are. */
export function smallerLoan(policy: CompiledPolicy, facts: FactSet): MoneyJson | undefined {
  const { leastPercent, step: stepText } = policy.document.counterOffer
  if (!facts.loanAmount || !facts.totalLoanAmount) return undefined
  const asked = Money.from(facts.loanAmount.value)
  const step = Money.parse(stepText, 'USD')
  const stepsOf = (amount: Money) => amount.minor / step.minor
  const least = stepsOf(
    asked.timesRatio(leastPercent, 100, 'up').plus(step).minus(Money.ofMinor(1, 'USD')),
  )
  const isFine = (steps: bigint) => {
    const judged = judge(policy, withAmount(facts, step.times(steps)))
    return (
      judged.missing.length === 0 && judged.failed.every(({ text }) => text.failing === 'notes')
    )
  }
  let below = least
  // the first step that is no smaller loan any more
  let above = stepsOf(asked.plus(step).minus(Money.ofMinor(1, 'USD')))
  if (below < 1n || below > above || !isFine(below)) return undefined
  // a smaller loan is easier in every rule with this remedy: the boundary is found by halving, and what is offered was asked
  while (above - below > 1n) {
    const middle = (below + above) / 2n
    if (isFine(middle)) below = middle
    else above = middle
  }
  return step.times(below).toJSON()
}

function withAmount(facts: FactSet, amount: Money): FactSet {
  const { loanAmount, totalLoanAmount } = facts
  if (!loanAmount || !totalLoanAmount) return facts
  const lessened = Money.from(loanAmount.value).minus(amount)
  const total = Money.from(totalLoanAmount.value).minus(lessened)
  return {
    ...facts,
    loanAmount: { ...loanAmount, value: amount.toJSON() },
    totalLoanAmount: {
      ...totalLoanAmount,
      value: total.isNegative() ? amount.toJSON() : total.toJSON(),
    },
  }
}
