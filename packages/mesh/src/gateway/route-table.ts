import { durationMs } from './duration.ts'
import type { HttpMatch, HttpRoute } from './http-route.ts'

export const routeDefaults = Object.freeze({
  timeout: '15s',
  idleTimeout: '60s',
  retries: Object.freeze({ attempts: 1 }),
})

/** A route with everything decided that can be decided before a request comes. */
export interface CompiledRoute {
  readonly name: string
  readonly index: number
  readonly host: string
  readonly matches: readonly CompiledMatch[]
  readonly rewrite: string | undefined
  readonly timeoutMs: number
  readonly idleMs: number
  readonly retries: number
  readonly stream: boolean
}

interface CompiledMatch {
  readonly text: string
  readonly exact: boolean
  readonly method: string | undefined
}

export interface Matched {
  readonly route: CompiledRoute
  /** To send on, rewritten; without the query. */
  readonly path: string
}

/** Checks and compiles routes. Throws a RangeError that names the route and the field. */
export function compileRoutes(routes: readonly HttpRoute[]): readonly CompiledRoute[] {
  const names = new Set<string>()
  return Object.freeze(
    routes.map((route, index) => {
      const refuse = (why: string): never => {
        throw new RangeError(`WT_INVALID_ROUTE: route '${route.name}': ${why}. Correct the route.`)
      }
      if (names.has(route.name)) refuse('the name is taken by a route before it')
      names.add(route.name)
      const span = (field: 'timeout' | 'idleTimeout') => {
        const text = route[field] ?? routeDefaults[field]
        const ms = durationMs(text)
        return ms === undefined || ms === 0
          ? refuse(`${field} is '${text}', and must be a duration above 0 such as '5s' or '250ms'`)
          : ms
      }
      const host = route.route[0]?.destination.host
      if (!host || route.route.length !== 1) refuse('route must have exactly one destination')
      const { attempts } = route.retries ?? routeDefaults.retries
      if (!Number.isInteger(attempts) || attempts < 0)
        refuse(`retries.attempts is ${attempts}, and must be a whole number from 0`)
      const rewrite = route.rewrite?.uri
      if (rewrite !== undefined && !rewrite.startsWith('/'))
        refuse(`rewrite.uri is '${rewrite}', and must start with '/'`)
      return Object.freeze({
        name: route.name,
        index,
        host,
        matches: (route.match ?? [{}]).map((match) => compileMatch(match, refuse)),
        rewrite,
        timeoutMs: span('timeout'),
        idleMs: span('idleTimeout'),
        retries: attempts,
        stream: route.stream ?? false,
      })
    }),
  )
}

function compileMatch(match: HttpMatch, refuse: (why: string) => never): CompiledMatch {
  const { uri = { prefix: '/' }, method } = match
  const exact = 'exact' in uri
  const text = exact ? uri.exact : uri.prefix
  if (!text.startsWith('/'))
    refuse(`match.uri.${exact ? 'exact' : 'prefix'} is '${text}', and must start with '/'`)
  return { text, exact, method: method?.exact }
}

/** The first route that matches, and the path it makes of this one. */
export function matchRoute(
  routes: readonly CompiledRoute[],
  method: string,
  path: string,
): Matched | undefined {
  for (const route of routes) {
    for (const match of route.matches) {
      if (match.method !== undefined && match.method !== method) continue
      if (match.exact ? path !== match.text : !path.startsWith(match.text)) continue
      return { route, path: rewritten(path, match, route.rewrite) }
    }
  }
  return undefined
}

function rewritten(path: string, match: CompiledMatch, rewrite: string | undefined): string {
  if (rewrite === undefined) return path
  if (match.exact) return rewrite
  const rest = path.slice(match.text.length)
  // '/api/orders' to '/' must not make '//x' of '/api/orders/x'
  return rewrite.endsWith('/') && rest.startsWith('/') ? rewrite + rest.slice(1) : rewrite + rest
}
