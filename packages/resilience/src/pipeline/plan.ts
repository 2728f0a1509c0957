import { checkOption } from '../check-option.ts'
import type { Admission, Budget, Wrapper } from '../policy.ts'
import type { Retry } from '../retry/retry.ts'
import type { TimeLimit } from '../timeout/timeout.ts'
import type { Layer } from './call.ts'
import { Frame, type Step, type Surroundings } from './frame.ts'
import { wrapped } from './wrapped.ts'

/** What a pipeline is made of. */
export type Policy = Admission | Wrapper | Retry | TimeLimit

export const isLimit = (policy: Policy): policy is TimeLimit =>
  policy.kind === 'timeout' || policy.kind === 'deadline'
const isWrapper = (policy: Policy): policy is Wrapper =>
  policy.kind === 'fallback' || policy.kind === 'cache' || policy.kind === 'hedge'
export const isAdmission = (policy: Policy): policy is Admission => 'admit' in policy

const isPolicy = (policy: Policy | undefined) =>
  policy?.kind === 'retry' ||
  (policy?.kind && (isLimit(policy) || isWrapper(policy))) ||
  typeof (policy as Admission | undefined)?.admit === 'function'

/** Stops what is no policy from being taken for one. */
export function checkPolicies(name: string, policies: readonly Policy[]): void {
  const pipeline = `pipeline ${name}`
  checkOption(pipeline, 'policies', policies, ['a list of policies', Array.isArray])
  policies.forEach((policy, i) => {
    checkOption(pipeline, `policies[${i}]`, policy, ['a policy', isPolicy])
    const isOnce = () => policies.indexOf(policy) === i || isLimit(policy)
    checkOption(pipeline, `policies[${i}]`, policy.kind, ['in the list once', isOnce])
  })
}

/** Compiles the list to layers: as many neighbours as possible share one. `deposited`: budgets in which a layer outside counts the call. */
export function plan(
  around: Surroundings,
  policies: readonly Policy[],
  deposited: readonly Budget[] = [],
): Layer {
  const [first] = policies
  if (first !== undefined && isWrapper(first)) {
    const inner = plan(around, policies.slice(1), [...deposited, ...budgetOf(first)])
    return wrapped(around, first, inner, deposited)
  }
  // limits right around a retry are limits of its run; anything else around it needs a layer of its own
  const limits = policies.slice(0, endOf(policies, isLimit)) as TimeLimit[]
  const next = policies[limits.length]
  const retry = next?.kind === 'retry' ? next : undefined
  const inside = retry === undefined ? policies : policies.slice(limits.length + 1)
  const end = endOf(inside, (policy) => isLimit(policy) || isAdmission(policy))
  const budgets = retry === undefined ? [] : budgetOf(retry)
  return new Frame(
    around,
    {
      runLimit: retry && limits.toSorted((a, b) => a.ms - b.ms)[0],
      retry,
      deposited: budgets.find((budget) => !deposited.includes(budget)),
      steps: inside.slice(0, end).map(stepOf),
    },
    end < inside.length ? plan(around, inside.slice(end), [...deposited, ...budgets]) : undefined,
  )
}

const budgetOf = ({ budget }: { readonly budget?: Budget | undefined }): readonly Budget[] =>
  budget === undefined ? [] : [budget]

/** How many at the beginning are so. */
function endOf(policies: readonly Policy[], isSo: (policy: Policy) => boolean): number {
  const end = policies.findIndex((policy) => !isSo(policy))
  return end < 0 ? policies.length : end
}

const stepOf = (policy: Policy): Step => ({
  admission: isAdmission(policy) ? policy : undefined,
  limit: isLimit(policy) ? policy : undefined,
})
