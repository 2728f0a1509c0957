import type { Clock } from './clock.ts'
import { type Classify, judged } from './outcome.ts'
import type { Admission } from './policy.ts'
import { printed, type Report } from './report.ts'
import { ResilienceError } from './resilience-error.ts'

/** A call that is made under one policy alone. */
export interface AloneOptions {
  /** The caller gives up: a wait for admission ends at once. The work is not told, hand it the signal yourself. */
  readonly signal?: AbortSignal | undefined
  /** On the policy's clock: nothing is admitted from then on. */
  readonly deadline?: number
}

/** Does the work once the policy admits it; rejects with the policy's refusal when it does not. */
export async function runAdmitted<T>(
  policy: Admission,
  work: () => Promise<T> | T,
  { signal, deadline = Number.POSITIVE_INFINITY }: AloneOptions,
  clock: Clock,
  classify: Classify,
  report: Report = printed,
): Promise<T> {
  const { name } = policy
  const left = () => new ResilienceError('WT_ABORTED', { name }, signal?.reason)
  if (signal?.aborted) throw left()
  const now = clock.now()
  if (now >= deadline) throw new ResilienceError('WT_DEADLINE', { name })
  const admitted = policy.admit({ now, deadline, signal, attempt: 1 })
  const permit = admitted instanceof Promise ? await admitted : admitted
  if (permit instanceof ResilienceError) throw permit
  // between the hand-off and this line the caller may have left
  if (signal?.aborted) {
    permit.record('ignored', 0)
    throw left()
  }
  const startedAt = clock.now()
  const end = (result: { ok: true; value: T } | { ok: false; error: unknown }) => {
    const ms = clock.now() - startedAt
    permit.record(judged(classify, { ...result, ms }, report), ms)
  }
  let value: T
  try {
    value = await work()
  } catch (error) {
    end({ ok: false, error })
    throw error
  }
  end({ ok: true, value })
  return value
}
