import type { Cluster } from '../../model/cluster.ts'
import type { Action, Destination, Fault, Rewrite, Route } from '../../model/route.ts'
import { placeOf } from '../problem/place.ts'
import { meshGateway } from '../rules/gateways.ts'
import type { HttpRoute, VirtualService } from '../schema/kinds.ts'
import { adaptiveTimeoutOf } from './adaptive-timeouts.ts'
import { type Caller, namespaceOf } from './caller.ts'
import { clusterKey, emptyCluster } from './clusters.ts'
import { authorityIn, headersOf } from './header-changes.ts'
import { canMeet, matchOf } from './matches.ts'
import { fullName } from './names.ts'
import { routeRatesOf } from './rates.ts'
import { retriesOf } from './retries.ts'
import type { Service } from './services.ts'

/** What routes are compiled against. */
export interface Surroundings {
  readonly caller: Required<Caller>
  readonly services: ReadonlyMap<string, Service>
  readonly clusters: ReadonlyMap<string, Cluster>
}

/** The routes of a VirtualService for calls to one port, in the order they stand. */
export function routesOf(
  virtualService: VirtualService,
  port: number,
  surroundings: Surroundings,
): readonly Route[] {
  const { metadata, spec } = virtualService
  const isGateway = surroundings.caller.gateway !== meshGateway
  return spec.http.flatMap((said, i) => {
    const matches = (said.match ?? []).filter((one) => canMeet(one, surroundings.caller))
    // matches that no call of this caller can meet are not "no matches", which takes every call
    if (matches.length === 0 && (said.match ?? []).length > 0) return []
    const { file, line } = placeOf(said)
    const authority = said.rewrite?.authority ?? authorityIn(said.headers)
    return [
      {
        name: said.name || `${metadata.name}#${i + 1}`,
        from: `${file}:${line}`,
        matches: matches.map(matchOf),
        action: actionOf(said, virtualService, port, authority !== undefined, surroundings),
        rewrite: rewriteOf(said, authority),
        timeoutMs: said.timeout,
        adaptiveTimeout: adaptiveTimeoutOf(virtualService, said.name),
        retries: retriesOf(said.retries),
        fault: faultOf(said.fault),
        headers: headersOf(said.headers),
        rates: isGateway ? routeRatesOf(virtualService, said.name) : undefined,
      },
    ]
  })
}

/** Of a host without rules. */
export const defaultRoute = (cluster: Cluster): Route => ({
  name: 'default',
  from: '',
  matches: [],
  action: { is: 'forward', destinations: [{ cluster, weight: 1, headers: headersOf(undefined) }] },
  rewrite: undefined,
  timeoutMs: undefined,
  adaptiveTimeout: undefined,
  retries: retriesOf(undefined),
  fault: {},
  headers: headersOf(undefined),
  rates: undefined,
})

function actionOf(
  { redirect, directResponse, route = [] }: HttpRoute,
  virtualService: VirtualService,
  port: number,
  hasAuthority: boolean,
  surroundings: Surroundings,
): Action {
  if (redirect !== undefined) {
    const { redirectCode = 301, uri, authority, scheme, port } = redirect
    return {
      is: 'redirect',
      status: redirectCode,
      ...(uri !== undefined && { uri }),
      ...(authority !== undefined && { authority }),
      ...(scheme !== undefined && { scheme }),
      ...(port !== undefined && { port }),
    }
  }
  if (directResponse !== undefined)
    return { is: 'answer', status: directResponse.status, body: directResponse.body?.string ?? '' }
  const targets = route.map((one) => ({
    ...one,
    ...targetOf(one.destination, virtualService, port, surroundings),
  }))
  const [only, ...others] = targets
  if (only !== undefined && others.length === 0 && !surroundings.clusters.has(only.cluster.key))
    return { is: 'nowhere', why: `nothing is known of ${only.cluster.key}` }
  return {
    is: 'forward',
    destinations: targets
      .map(({ cluster, headers, weight = 0 }): Destination => {
        const authority = hasAuthority ? undefined : authorityIn(headers)
        const { request, response } = headersOf(headers)
        const set =
          authority === undefined ? request.set : [...request.set, ['host', authority] as const]
        return {
          cluster,
          weight: others.length === 0 ? 1 : weight,
          headers: { request: { ...request, set }, response },
        }
      })
      .filter(({ weight }) => weight > 0),
  }
}

/** The cluster a destination means. Without a port it is the only one of its service, else the one that was called. */
function targetOf(
  { host, subset, port: said }: NonNullable<HttpRoute['route']>[number]['destination'],
  virtualService: VirtualService,
  called: number,
  { services, clusters }: Surroundings,
): { readonly cluster: Cluster } {
  const name = fullName(host, namespaceOf(virtualService))
  const ports = [...(services.get(name)?.ports.keys() ?? [])]
  const port = said?.number ?? (ports.length === 1 ? (ports[0] as number) : called)
  return {
    cluster: clusters.get(clusterKey(name, port, subset)) ?? emptyCluster(name, port, subset),
  }
}

function rewriteOf({ rewrite }: HttpRoute, authority: string | undefined): Rewrite | undefined {
  const { uri, uriRegexRewrite } = rewrite ?? {}
  if (uri === undefined && uriRegexRewrite === undefined && authority === undefined)
    return undefined
  return {
    ...(uri !== undefined && { uri }),
    ...(uriRegexRewrite !== undefined && {
      regex: { match: uriRegexRewrite.match, with: uriRegexRewrite.rewrite },
    }),
    ...(authority !== undefined && { authority }),
  }
}

/** Percentages in millionths; without one no request is struck. */
function faultOf({ delay, abort }: NonNullable<HttpRoute['fault']> = {}): Fault {
  const millionths = (percent: number) => Math.round(percent * 10_000)
  return {
    ...(delay?.fixedDelay !== undefined && {
      delay: {
        ms: delay.fixedDelay,
        millionths: millionths(delay.percentage?.value ?? delay.percent ?? 0),
      },
    }),
    ...(abort?.httpStatus !== undefined && {
      abort: { status: abort.httpStatus, millionths: millionths(abort.percentage?.value ?? 0) },
    }),
  }
}
