import { checkOption } from '../check-option.ts'
import type { Admission, Budget, Wrapper } from '../policy.ts'
import type { Retry } from '../retry/retry.ts'
import type { TimeLimit } from '../timeout/timeout.ts'
import type { Layer } from './call.ts'
import { Frame, type Step, type Surroundings } from './frame.ts'
import { Wrapped } from './wrapped.ts'

/** What a pipeline is made of. */
export type Policy = Admission | Wrapper | Retry | TimeLimit

export const isLimit = (policy: Policy): policy is TimeLimit =>
  policy.kind === 'timeout' || policy.kind === 'deadline'
export const isWrapper = (policy: Policy): policy is Wrapper =>
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
    const inner = plan(around, policies.slice(1), withBudget(deposited, first))
    return new Wrapped(around, first, inner, deposited)
  }
  const wrapperAt = policies.findIndex(isWrapper)
  const retryAt = policies.findIndex(({ kind }) => kind === 'retry')
  const own = wrapperAt < 0 ? policies : policies.slice(0, wrapperAt)
  const hasRetry = retryAt >= 0 && retryAt < own.length
  // limits right around a retry are limits of its run; anything else around it needs a layer of its own
  const isPlain = hasRetry && own.slice(0, retryAt).every(isLimit)
  const end = hasRetry ? (isPlain ? endOfAttempt(own, retryAt) : retryAt) : own.length
  const rest = policies.slice(end)
  const limits = isPlain ? (own.slice(0, retryAt) as TimeLimit[]) : []
  const runLimit = limits.toSorted((a, b) => a.ms - b.ms)[0]
  const retry = isPlain ? (own[retryAt] as Retry) : undefined
  const steps = own.slice(isPlain ? retryAt + 1 : 0, end).map(stepOf)
  const inner = rest.length > 0 ? plan(around, rest, withBudget(deposited, retry)) : undefined
  return new Frame(around, { runLimit, retry: depositingOnce(retry, deposited), steps }, inner)
}

const withBudget = (
  deposited: readonly Budget[],
  policy: { readonly budget?: Budget | undefined } | undefined,
) => (policy?.budget === undefined ? deposited : [...deposited, policy.budget])

/** The retry as it is, or one that does not count the call in a budget a second time. */
function depositingOnce(retry: Retry | undefined, deposited: readonly Budget[]): Retry | undefined {
  const budget = retry?.budget
  if (retry === undefined || budget === undefined || !deposited.includes(budget)) return retry
  const withdrawing: Budget = {
    deposit() {},
    endCall() {},
    tryWithdraw: () => budget.tryWithdraw(),
    endExtra: () => budget.endExtra(),
  }
  return { ...retry, budget: withdrawing }
}

const stepOf = (policy: Policy): Step => ({
  admission: isAdmission(policy) ? policy : undefined,
  limit: isLimit(policy) ? policy : undefined,
})

/** Where the next retry begins a layer of its own. */
function endOfAttempt(policies: readonly Policy[], retryAt: number): number {
  const next = policies.findIndex(({ kind }, i) => i > retryAt && kind === 'retry')
  return next < 0 ? policies.length : next
}
