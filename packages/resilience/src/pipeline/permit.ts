import { classifyOutcome, judged } from '../outcome.ts'
import type { Admission, Permit } from '../policy.ts'
import { ResilienceError } from '../resilience-error.ts'
import { classifierOf } from './classifier.ts'
import { type Pipeline, RunningPipeline } from './pipeline.ts'
import { isAdmission } from './plan.ts'

/** Leave to make one call under all policies that admit. */
export interface PipelinePermit {
  /** Says how the call ended; exactly once. */
  end(outcome: { readonly value: unknown } | { readonly error: unknown }): void
}

/** Leave for a call that is made elsewhere, or the refusal. Nothing waits, limits time, retries or answers in its place: only the policies that admit are asked. */
export function tryAcquire(pipeline: Pipeline): PipelinePermit | ResilienceError {
  if (!(pipeline instanceof RunningPipeline))
    throw new TypeError(`pipeline ${pipeline.name} is not made by pipeline(): pass one that is.`)
  const { around, policies } = pipeline
  const now = around.clock.now()
  const permits: Permit[] = []
  for (const policy of policies.filter(isAdmission)) {
    const answer = admitNow(policy, now)
    if (!(answer instanceof ResilienceError)) permits.push(answer)
    else {
      for (const permit of permits.reverse()) permit.record('ignored', 0)
      return answer
    }
  }
  return {
    end: (ended) => {
      const ms = around.clock.now() - now
      const outcome =
        'error' in ended
          ? { ok: false as const, error: ended.error, ms }
          : { ok: true as const, value: ended.value, ms }
      const found = judged(classifierOf(around) ?? classifyOutcome, outcome, around.report)
      for (const permit of permits.splice(0).reverse()) permit.record(found, ms)
    },
  }
}

/** A permit at once or a refusal: who would have to wait leaves the queue again. */
function admitNow(policy: Admission, now: number): Permit | ResilienceError {
  const leaving = new AbortController()
  let isRead = false
  const answer = policy.admit({
    now,
    deadline: Number.POSITIVE_INFINITY,
    attempt: 1,
    get signal() {
      isRead = true
      return leaving.signal
    },
  })
  if (!(answer instanceof Promise)) return answer
  if (isRead) leaving.abort(queued)
  answer.then(
    (later) => later instanceof ResilienceError || later.record('ignored', 0),
    () => {},
  )
  return new ResilienceError('WT_BULKHEAD_FULL', { name: policy.name })
}

const queued = 'a permit was asked for at once'
