import type { PublishedLanguage } from '@watertight/domain'
import { type Client, type ClientPorts, client } from './client.ts'
import { type ClientPolicies, clientPolicies, type PolicyOptions } from './policies.ts'

export interface ClientsOptions extends PolicyOptions {
  /** Longest wait for all attempts of a command that does not say, in milliseconds. */
  readonly deadlineMs?: number
}

/** The clients of one process. */
export interface Clients {
  <L extends PublishedLanguage<string, any, any>>(language: L): Client<L>
  /** What they share. */
  readonly policies: ClientPolicies
}

/** Makes the clients of one process: one circuit breaker and one retry budget for each context, whoever calls it. */
export function clientFor(
  ports: ClientPorts,
  { deadlineMs, ...options }: ClientsOptions = {},
): Clients {
  const policies = clientPolicies(ports, options)
  const shared = { policies, ...(deadlineMs !== undefined && { deadlineMs }) }
  const make = <L extends PublishedLanguage<string, any, any>>(language: L) =>
    client(language, ports, shared)
  return Object.assign(make, { policies })
}
