export { type Automation, automationDefaults } from './automation.ts'
export type { Accepted } from './client/answer.ts'
export {
  type Client,
  type ClientOptions,
  type ClientPorts,
  client,
  clientDefaults,
  type SendOptions,
} from './client/client.ts'
export { ClientError, type ClientFacts } from './client/client-error.ts'
export { type Clients, type ClientsOptions, clientFor } from './client/client-for.ts'
export {
  type ClientPolicies,
  clientPolicies,
  type DestinationSnapshot,
  type PolicyOptions,
  policyDefaults,
} from './client/policies.ts'
export type { FeedEvent, FeedMark } from './feed.ts'
export { type Hosted, type HostOptions, host } from './host.ts'
export { type Problem, problem } from './problem.ts'
export { type Params, type Query, type Route, type Routes, router } from './router.ts'
