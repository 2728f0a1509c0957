import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import type { HttpMatch, VirtualService } from '../schema/kinds.ts'
import { covers, isAddress, isFullName, isLabel, isWildcardName } from './dns.ts'
import { isForGateway, meshGateway } from './gateways.ts'
import { routeRules } from './route-rules.ts'
import { exportRules, labelRules } from './shared-rules.ts'

export function* virtualServiceRules({ spec }: VirtualService): Iterable<Problem> {
  const { hosts, gateways = [], http, exportTo } = spec
  if (hosts.length === 0)
    yield problem(
      'WT_MESH_MISSING',
      placeOf(spec, 'hosts'),
      'hosts is empty: routes for another VirtualService to delegate to are not run here',
      'Name the hosts these routes are for',
    )
  for (const [i, host] of hosts.entries()) {
    const place = placeOf(hosts, i)
    if (!isWildcardName(host) && !isAddress(host))
      yield problem('WT_MESH_VALUE', place, `hosts: '${host}' is no name of a host`)
    else if (host === '*' && isForGateway(gateways, meshGateway))
      yield problem(
        'WT_MESH_VALUE',
        place,
        'hosts: * is not allowed for calls between services',
        'Name the hosts, or bind the rules to a gateway',
      )
    const other = hosts.slice(0, i).find((one) => covers(one, host) || covers(host, one))
    if (other !== undefined)
      yield problem('WT_MESH_DUPLICATE', place, `hosts: ${host} and ${other} overlap`)
  }
  yield* gatewayRules(gateways)
  yield* exportRules(exportTo)
  if (http.length === 0) yield problem('WT_MESH_MISSING', placeOf(spec, 'http'), 'http is empty')
  for (const route of http) {
    yield* routeRules(route)
    for (const match of route.match ?? []) yield* matchRules(match)
  }
}

function* gatewayRules(gateways: readonly string[]): Iterable<Problem> {
  for (const [i, name] of gateways.entries()) {
    const parts = name.split('/')
    if (parts.length > 2 || (parts.length === 2 ? !parts.every(isLabel) : !isFullName(name)))
      yield problem(
        'WT_MESH_VALUE',
        placeOf(gateways, i),
        `gateways: '${name}' is no name of a gateway`,
        'Write mesh, NAME or NAMESPACE/NAME',
      )
  }
}

function* matchRules(match: HttpMatch): Iterable<Problem> {
  const { headers, withoutHeaders, sourceLabels, sourceNamespace, gateways } = match
  for (const names of [headers, withoutHeaders])
    for (const name of Object.keys(names ?? {})) {
      const place = placeOf(names as object, name)
      if (name.startsWith('@request.auth.claims'))
        yield problem('WT_MESH_REFUSED', place, `${name}: tokens are not looked into here`)
      else if (!/^[-_A-Za-z0-9]+$/.test(name))
        yield problem('WT_MESH_VALUE', place, `'${name}' is no name of a header`)
    }
  const ofCaller = (['sourceLabels', 'sourceNamespace'] as const).find((name) => match[name])
  if (ofCaller !== undefined && (gateways ?? []).length > 0)
    yield problem(
      'WT_MESH_NO_EFFECT',
      placeOf(match, ofCaller),
      `${ofCaller} has no effect beside gateways, as in Istio`,
    )
  if (match.ignoreUriCase && match.uri?.exact === undefined && match.uri?.prefix === undefined)
    yield problem(
      'WT_MESH_NO_EFFECT',
      placeOf(match, 'ignoreUriCase'),
      'ignoreUriCase has no effect without an exact uri or a prefix',
    )
  yield* labelRules(sourceLabels, 'sourceLabels')
  if (sourceNamespace !== undefined && !isLabel(sourceNamespace))
    yield problem(
      'WT_MESH_VALUE',
      placeOf(match, 'sourceNamespace'),
      `'${sourceNamespace}' is no namespace`,
    )
  yield* gatewayRules(gateways ?? [])
}
