export {
  type Gateway,
  type GatewayOptions,
  type GatewaySnapshot,
  gateway,
  gatewayDefaults,
} from './gateway/gateway.ts'
export type { HttpMatch, HttpRoute } from './gateway/http-route.ts'
export type { Flag, RouteSnapshot } from './gateway/route-figures.ts'
export { routeDefaults } from './gateway/route-table.ts'
