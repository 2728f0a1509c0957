export { builtPages } from './built-pages.ts'
export { type Gateway, type GatewaySnapshot, serveGateway } from './gateway.ts'
export {
  type GatewayByRules,
  type GatewayByRulesOptions,
  gatewayByRules,
} from './gateway-by-rules.ts'
export { GatewayError, type GatewayErrorCode } from './gateway-error.ts'
export { type GatewayLimits, type GatewayOptions, gatewayDefaults } from './gateway-options.ts'
export type { RateSnapshot } from './rate-limits.ts'
export { type StaticFiles, type StaticFilesOptions, staticFiles } from './static-files.ts'
