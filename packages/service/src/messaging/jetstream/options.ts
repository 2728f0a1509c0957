import type { NodeConnectionOptions } from '@nats-io/transport-node'
import { ServiceError } from '../../service-error.ts'

/** How a stream is made where there is none; one that is there stays as it is. */
export interface StreamOptions {
  /** Streams are called `watertight-orders`, their subjects `watertight.orders.shop.OrderPlaced.v1`. */
  readonly prefix: string
  readonly replicas: number
  /** Bytes of a stream, without end when 0. The oldest messages then go; who needs them gets them from the publisher's feed. */
  readonly maxBytes: number
  /** How long the server remembers ids. */
  readonly duplicateWindowMs: number
}

export interface NatsOptions extends StreamOptions {
  /** Servers, credentials and TLS, as `@nats-io/transport-node` takes them. When to connect again is decided here. */
  readonly connection: Omit<NodeConnectionOptions, 'reconnect'>
}

export const jetStreamDefaults: StreamOptions = Object.freeze({
  prefix: 'watertight',
  replicas: 1,
  maxBytes: 0,
  duplicateWindowMs: 120_000,
})

export function checkStreamOptions(given: Partial<StreamOptions>): StreamOptions {
  const options = { ...jetStreamDefaults, ...given }
  const unfit = (option: string, expected: string) =>
    new ServiceError(
      'WT_OPTION_INVALID',
      `jetStream: ${option} is ${JSON.stringify(options[option as keyof StreamOptions])}, and must be ${expected}`,
    )
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(options.prefix))
    throw unfit('prefix', '1 to 64 letters, digits, _ or -')
  if (!Number.isInteger(options.replicas) || options.replicas < 1 || options.replicas > 5)
    throw unfit('replicas', 'a whole number from 1 to 5')
  if (!Number.isSafeInteger(options.maxBytes) || options.maxBytes < 0)
    throw unfit('maxBytes', 'a whole number of bytes, or 0')
  if (!Number.isSafeInteger(options.duplicateWindowMs) || options.duplicateWindowMs < 100)
    throw unfit('duplicateWindowMs', 'a whole number of milliseconds from 100')
  return options
}
