import type { Handler } from '@watertight/ports'
import { TransportError } from '@watertight/ports'
import { expect } from 'vitest'
import type { Cluster } from '../../model/cluster.ts'
import type { Route } from '../../model/route.ts'
import { cluster, route, snapshot, to } from './rules.ts'
import type { Scene } from './scene.ts'

/** Response flags of all series, in the order they began. */
export const flags = ({ mesh }: Scene) =>
  mesh.stats().requests.map(({ labels }) => labels.response_flags)
/** One route to one cluster. */
export const rules = (
  addresses: readonly string[],
  more: Partial<Cluster> = {},
  on: Partial<Route> = {},
) => snapshot([route([to(cluster(addresses, more))], on)])
/** Takes a request and never answers. */
export const silent: Handler = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
/** Of the error that a call ends with. */
export const code = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (error) => error,
  )
  expect(error).toBeInstanceOf(TransportError)
  return (error as TransportError).code
}
