import type { Pipeline } from './pipeline.ts'
import { isAdmission, isLimit, type Policy } from './plan.ts'

/** The onion in words, outermost first, and what is risky about its order. */
export function explain(pipeline: Pipeline): string {
  const { name, policies } = pipeline
  const lines = policies.map((policy, i) => `${i + 1}. ${words(policy, policies, i)}`)
  const risks = warnings(pipeline)
  return [
    `${name}, from the outside in:`,
    ...lines,
    `${lines.length + 1}. the work itself`,
    ...(risks.length > 0 ? ['Look again:', ...risks.map((risk) => `- ${risk}`)] : []),
  ].join('\n')
}

function words(policy: Policy, all: readonly Policy[], at: number): string {
  switch (policy.kind) {
    case 'retry': {
      const paid = policy.budget === undefined ? '' : ', while the budget pays for it'
      return `retry: at most ${policy.maxRetries + 1} calls in all${paid}`
    }
    case 'timeout':
    case 'deadline': {
      const inner = all.slice(at + 1)
      const what = inner.some(({ kind }) => kind === 'retry') ? 'all attempts' : 'each attempt'
      const whole = all.some(({ kind }) => kind === 'retry') ? what : 'the call'
      const how = policy.mode === 'cooperate' ? ', then waits for the work to stop' : ''
      return `${policy.kind}: ${policy.ms} ms for ${whole}${how}`
    }
    case 'fallback':
      return `fallback '${policy.name}': answers in the place of an error`
    case 'cache':
      return `cache '${policy.name}': answers without a call while it can`
    case 'hedge':
      return `hedge '${policy.name}': calls again beside a call that is slow`
    case 'circuit breaker':
      return `circuit breaker '${policy.name}': refuses while what it calls is down`
    case 'bulkhead':
      return `bulkhead '${policy.name}': so many at once, the rest wait or are refused`
    default:
      return `${policy.kind} '${policy.name}': admits or refuses`
  }
}

/** What is risky about the order of a pipeline, each with its cure; empty when nothing is. */
export function warnings({ policies }: Pipeline): readonly string[] {
  const at = (kind: Policy['kind'], from = 0) =>
    policies.findIndex((policy, i) => i >= from && policy.kind === kind)
  const has = (kind: Policy['kind']) => at(kind) >= 0
  const isBefore = (outer: Policy['kind'], inner: Policy['kind']) =>
    has(outer) && at(inner, at(outer)) >= 0
  const retryAt = at('retry')
  const retries = policies.filter(({ kind }) => kind === 'retry')
  const isLimitedOutside = policies.slice(0, Math.max(0, retryAt)).some(isLimit)
  const found: [boolean, string][] = [
    [
      isBefore('bulkhead', 'circuit breaker'),
      'The breaker stands inside the bulkhead: calls wait in the queue only to be refused. Put the breaker outside.',
    ],
    [
      isBefore('circuit breaker', 'retry'),
      'The breaker stands outside the retry: it sees one outcome for many attempts. Put it inside.',
    ],
    [
      isBefore('bulkhead', 'retry'),
      'The bulkhead stands outside the retry: a place is held while nothing runs but a wait. Put it inside.',
    ],
    [
      isBefore('hedge', 'retry'),
      'The retry stands inside the hedge: each hedge multiplies the retries. Put the retry outside.',
    ],
    [
      isBefore('retry', 'fallback'),
      'The fallback stands inside the retry: its answer ends the retries before they begin. Put it outside.',
    ],
    [
      isBefore('retry', 'cache'),
      'The cache stands inside the retry: callers that share an answer each wait for their own retries. Put it outside.',
    ],
    [
      retries.length > 1,
      'Two retries multiply: their calls are the product of both. Keep one, next to what fails.',
    ],
    [
      retryAt >= 0 && !isLimitedOutside,
      'Nothing limits the retry as a whole: its attempts and waits add up. Put a deadline outside it.',
    ],
    [
      policies.some((policy) => policy.kind === 'retry' && policy.budget === undefined),
      'The retry has no budget: when everything fails it multiplies the load. Give it one.',
    ],
    [
      policies.some(isAdmission) && !policies.some(isLimit),
      'Nothing limits the time: work that hangs holds its permits for ever. Add a timeout.',
    ],
  ]
  return found.filter(([isFound]) => isFound).map(([, warning]) => warning)
}
