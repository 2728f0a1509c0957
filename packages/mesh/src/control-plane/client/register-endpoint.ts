import type { Ports } from '@watertight/ports'
import type { Endpoint } from '../../model/cluster.ts'
import { heartbeatOf } from '../wire/heartbeat.ts'
import { Connection, type ControlPlaneAddress } from './connection.ts'
import { retryDelay } from './retry-delay.ts'

export interface RegistrationOptions extends ControlPlaneAddress {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'ids' | 'transport' | 'spawn' | 'log'>
  /** The service that this process answers for, as callers name it. */
  readonly host: string
  /** Of a short host name. */
  readonly namespace?: string
  /** That callers name. */
  readonly port?: number
  /** Where it is. */
  readonly endpoint: Pick<Endpoint, 'address' | 'port'> & Partial<Endpoint>
  /** It is taken for gone when nothing is heard for so long; three heartbeats come in this time. 1 s to 5 min. */
  readonly ttlMs?: number
}

export const registrationDefaults = Object.freeze({
  namespace: 'default',
  port: 80,
  ttlMs: 10_000,
})

export interface Registration {
  /** Whether the control plane has taken the last heartbeat. */
  readonly isHeard: boolean
  /** Says goodbye and ends. A control plane that is down is not waited for: there it expires. */
  stop(): Promise<void>
}

/**
 * Tells a control plane that this process answers for a host, again and again until it is stopped. A control plane that is down or
 * forgets hears of it with the next heartbeat. Throws `WT_MESH_MESSAGE` at once for what no control plane would take.
 *
 * ```ts
 * import { registerEndpoint } from '@watertight/mesh/control-plane'
 * import type { Ports } from '@watertight/ports'
 *
 * export const here = (ports: Ports, port: number) =>
 *   registerEndpoint({
 *     ports,
 *     at: 'http://127.0.0.1:4700',
 *     host: 'films',
 *     endpoint: { address: '127.0.0.1', port, labels: { version: 'v1' } },
 *   })
 * ```
 */
export function registerEndpoint(options: RegistrationOptions): Registration {
  const { ports, at, token, host, namespace, port, endpoint, ttlMs } = {
    ...registrationDefaults,
    ...options,
  }
  const connection = new Connection(ports, { at, token })
  const instance = ports.ids.next()
  let beat = 0
  const heartbeat = (isLeaving: boolean) => ({
    ...{ instance, beat: beat++, host, namespace, port, endpoint, ttlMs, isLeaving },
  })
  heartbeatOf(JSON.stringify(heartbeat(false)))
  let isHeard = false
  let isFailing = false
  const tell = async (signal: AbortSignal) => {
    try {
      await connection.beat(heartbeat(false), signal)
      isHeard = true
      isFailing = false
    } catch (error) {
      isHeard = false
      if (signal.aborted) return
      // once, not every few seconds for hours
      if (!isFailing)
        ports.log('warn', 'the control plane does not hear of this endpoint; tried again', {
          host,
          at,
          error,
        })
      isFailing = true
    }
  }
  const task = ports.spawn(`heartbeats of ${host}`, async (signal) => {
    for (let failures = 0; !signal.aborted; ) {
      await tell(signal)
      failures = isHeard ? 0 : failures + 1
      const { random } = ports
      const usual = (ttlMs / 3) * (0.9 + random.next() * 0.1)
      const wait = failures === 0 ? usual : Math.min(usual, retryDelay(failures, random.next()))
      await ports.clock.sleep(wait, signal)
    }
  })
  return {
    get isHeard() {
      return isHeard
    },
    async stop() {
      await task.stop()
      if (!isHeard) return
      isHeard = false
      try {
        await connection.beat(heartbeat(true))
      } catch (error) {
        ports.log(
          'warn',
          'the control plane did not hear the goodbye; the endpoint expires there',
          {
            host,
            ttlMs,
            error,
          },
        )
      }
    },
  }
}
