export type { AuthOptions } from './auth/authority.ts'
export type { TokenFor } from './auth/bearing.ts'
export type { Caller } from './auth/caller.ts'
export { type TokenOptions, tokenDefaults } from './auth/token.ts'
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
  type Ask,
  type ForeignRequest,
  foreignSystem,
  type Meaning,
} from './client/foreign-system.ts'
export {
  type ClientPolicies,
  clientPolicies,
  type DestinationSnapshot,
  type PolicyOptions,
  policyDefaults,
} from './client/policies.ts'
export type { EngineFor } from './engine/engine-for.ts'
export { type Hosted, type HostOptions, host } from './host.ts'
export { type Breakers, breakerRoutes } from './http/breaker-routes.ts'
export { type HttpOptions, httpDefaults } from './http/http-options.ts'
export { mask, masked } from './http/masked.ts'
export { type Problem, problem } from './http/problem.ts'
export { type Params, type Query, type Route, type Routes, router } from './http/router.ts'
export type { PublishedEvent, PublishedMark } from './messaging/cloud-event.ts'
export { httpFeed } from './messaging/feed/http-feed.ts'
export type {
  Listener,
  Messaging,
  Outbox,
  OutboxPage,
  RelayProgress,
} from './messaging/messaging.ts'
export type { ClientFor, CommandClient } from './process/deliver.ts'
export type { HeldUp, ProcessStatus } from './process/run-process.ts'
export { ServiceError, type ServiceErrorCode } from './service-error.ts'
export type { TelemetryOptions } from './telemetry/telemetry.ts'
