import { fullName } from '../../config/compile/names.ts'
import type { Endpoint } from '../../model/cluster.ts'
import { endpointOf, portOf } from './endpoint.ts'
import { flagOf, malformed, objectOf, textOf, wholeOf } from './fields.ts'

/** An instance says that it is there. */
export interface Heartbeat {
  /** One life of one instance. */
  readonly instance: string
  /** Rises by each: one that comes late or twice changes nothing. */
  readonly beat: number
  /** Whom it answers for, in full. */
  readonly host: string
  /** That callers name. */
  readonly port: number
  readonly endpoint: Endpoint
  /** It is taken for gone when nothing is heard for so long. */
  readonly ttlMs: number
  /** It says goodbye. */
  readonly isLeaving: boolean
}

const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

export function heartbeatOf(text: string): Heartbeat {
  const given = objectOf(text, 'the heartbeat')
  const host = textOf(given.host, 'host')
  const namespace = textOf(given.namespace ?? 'default', 'namespace', 63)
  if (!hostName.test(host) || !hostName.test(namespace) || namespace.includes('.'))
    throw malformed('host and namespace must be DNS names in lower case')
  return {
    instance: textOf(given.instance, 'instance', 64),
    beat: wholeOf(given.beat, 'beat', 0, Number.MAX_SAFE_INTEGER),
    host: fullName(host, namespace),
    port: portOf(given.port ?? 80, 'port'),
    endpoint: endpointOf(given.endpoint, 'endpoint'),
    ttlMs: wholeOf(given.ttlMs, 'ttlMs', 1_000, 300_000),
    isLeaving: flagOf(given.isLeaving ?? false, 'isLeaving'),
  }
}
