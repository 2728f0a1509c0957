import type { ActiveFault } from './active-fault.ts'
import type { Scenario } from './read-faults.ts'
import type { FaultRule } from './scenario-shape.ts'

/** One fault for one span of time, in ms after the faults begin. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly rule: FaultRule
}

/** Each time that a fault strikes; nothing goes on after the end. */
export function spansOf({ faults, lasts }: Pick<Scenario, 'faults' | 'lasts'>): readonly Span[] {
  return faults.flatMap((rule) => {
    const { at = 0, for: forMs = lasts, every = Number.POSITIVE_INFINITY } = rule
    const room = every === Number.POSITIVE_INFINITY ? 1 : Math.ceil((lasts - at) / every)
    const times = Math.min(rule.times ?? room, room)
    return Array.from({ length: times }, (_, i) => {
      const from = i === 0 ? at : at + i * every
      return { rule, from, to: Math.min(from + forMs, lasts) }
    })
  })
}

/** What is on in each service at a moment. */
export interface Moment {
  readonly killed: ReadonlySet<string>
  readonly faults: ReadonlyMap<string, readonly ActiveFault[]>
}

export function momentAt(spans: readonly Span[], ms: number): Moment {
  const killed = new Set<string>()
  const faults = new Map<string, ActiveFault[]>()
  for (const { rule, from, to } of spans) {
    if (ms < from || ms >= to) continue
    if (rule.kill !== undefined) killed.add(rule.kill.service)
    const found = activeFaultOf(rule)
    if (found === undefined) continue
    const [service, fault] = found
    faults.set(service, [...(faults.get(service) ?? []), fault])
  }
  return { killed, faults }
}

function activeFaultOf(
  rule: FaultRule,
): readonly [service: string, fault: ActiveFault] | undefined {
  const { hang, slow, abort, partition, delay, duplicate, push } = rule
  if (hang) return [hang.service, { is: 'hang' }]
  if (slow) return [slow.service, { is: 'slow', ms: slow.by }]
  if (abort) {
    const { service, status, percentage: percent = 100 } = abort
    return [service, { is: 'abort', status, percent }]
  }
  if (partition) return [partition.from, { is: 'partition', to: partition.to }]
  if (delay) return [delay.from, { is: 'delay', to: delay.to, ms: delay.by }]
  if (duplicate) {
    const { from, to, percentage: percent = 100 } = duplicate
    return [from, { is: 'duplicate', to, percent }]
  }
  return push && [push.service, { is: 'push', name: push.file, text: push.text }]
}

/** All services that something happens to. */
export const servicesIn = (spans: readonly Span[]): ReadonlySet<string> =>
  new Set(
    spans.flatMap(({ rule }) => {
      const service = activeFaultOf(rule)?.[0] ?? rule.kill?.service
      return service === undefined ? [] : [service]
    }),
  )
