import type { Handler, Ports } from '@watertight/ports'
import type { MeshOptions } from '../dataplane/running-mesh.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { GatewayError } from './gateway-error.ts'
import type { StaticFiles } from './static-files.ts'

export interface GatewayOptions {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'transport' | 'log'>
  /** Compiled for this gateway: `snapshotOf(resources, endpoints, { gateway: 'shop' })`, or what `watchMesh` gives for such a caller. */
  readonly snapshot: Snapshot
  /** Where it listens; 127.0.0.1 unless told: this machine alone. */
  readonly host?: string
  /** 0, unless told, is a free one. */
  readonly port?: number
  /** How many ports after it are tried when it is in use. */
  readonly portsAfter?: number
  /** Whoever asks must send `Authorization: Bearer TOKEN`; it is not passed on. Where other machines reach the gateway there must be one. */
  readonly token?: string
  /** Where an endpoint is: an address of HTTP, or a name that the transport below knows. */
  readonly addressOf?: NonNullable<MeshOptions['addressOf']>
  /** Hears of ejections, overflows, breakers and swaps. */
  readonly sink?: NonNullable<MeshOptions['sink']>
  /** How people reach it: `http` unless told. */
  readonly scheme?: 'http' | 'https'
  /** A proxy of yours stands before it, and what that says in `x-forwarded-…` is believed. */
  readonly behindProxy?: boolean
  /** For `GET` and `HEAD` of what no route takes. */
  readonly files?: StaticFiles
  /** Takes what neither a route nor a file does. */
  readonly own?: Handler
  readonly limits?: Partial<GatewayLimits>
}

export interface GatewayLimits {
  /** Of a request: 431 beyond it. */
  readonly maxHeaderBytes: number
  /** Of a request: 413 beyond it. */
  readonly maxBodyBytes: number
  /** Longest time that the head of a request may take to arrive: 408 after it. */
  readonly headersMs: number
  /** Longest time that a whole request may take to arrive. */
  readonly requestMs: number
  /** A caller that takes nothing of an answer for so long is let go. */
  readonly stalledMs: number
  /** How long answers under way may take when it closes; then they are cut. */
  readonly drainMs: number
}

export const gatewayDefaults = Object.freeze({
  host: '127.0.0.1',
  port: 0,
  portsAfter: 0,
  scheme: 'http' as 'http' | 'https',
  behindProxy: false,
  limits: Object.freeze({
    maxHeaderBytes: 32_768,
    maxBodyBytes: 1_048_576,
    headersMs: 10_000,
    requestMs: 60_000,
    stalledMs: 30_000,
    drainMs: 5_000,
  }) as GatewayLimits,
})

export type CheckedGatewayOptions = Omit<GatewayOptions, 'limits'> &
  Required<Pick<GatewayOptions, 'host' | 'port' | 'portsAfter' | 'scheme' | 'behindProxy'>> & {
    readonly limits: GatewayLimits
  }

/** RFC 1122 §3.2.1.3, RFC 4291 §2.5.3: addresses that only this machine reaches. */
const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/
const leastToken = 16

/** With defaults; throws a `GatewayError` where the gateway would be open to others, or an option is out of range. */
export function checkGatewayOptions(options: GatewayOptions): CheckedGatewayOptions {
  const limits = { ...gatewayDefaults.limits, ...options.limits }
  for (const [name, value] of Object.entries(limits))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new GatewayError(
        'WT_GATEWAY_OPTION',
        `limits.${name} is ${value}: expected a whole number from 1`,
        { name, value },
      )
  const checked = { ...gatewayDefaults, ...options, limits }
  const { host, token } = checked
  if (token === undefined ? !loopback.test(host) : token.length < leastToken)
    throw new GatewayError(
      'WT_GATEWAY_TOKEN',
      token === undefined
        ? `on ${host} the gateway would be open to other machines`
        : `the token has ${token.length} characters`,
      { host },
    )
  return checked
}
