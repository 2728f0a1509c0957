import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import type { HttpRoute } from '../schema/kinds.ts'
import { isAddress, isLabel, isWildcardName } from './dns.ts'

type Headers = NonNullable<HttpRoute['headers']>

const isAuthority = (name: string) => /^(?::authority|host)$/i.test(name)

/** What Istio asks of one route. */
export function* routeRules(route: HttpRoute): Iterable<Problem> {
  yield* actionRules(route)
  yield* destinationRules(route)
  yield* ownAnswerRules(route)
  yield* headerRules(route.headers)
  for (const { headers } of route.route ?? []) yield* headerRules(headers)
  yield* authorityRules(route)
  yield* faultRules(route)
  const { redirect, rewrite, retries } = route
  if (
    redirect !== undefined &&
    !says(redirect, ['uri', 'authority', 'scheme', 'port', 'derivePort'])
  )
    yield problem(
      'WT_MESH_MISSING',
      placeOf(redirect),
      'the redirect does not say where to',
      'Add uri, authority, scheme or port',
    )
  if (rewrite !== undefined && !says(rewrite, ['uri', 'authority', 'uriRegexRewrite']))
    yield problem(
      'WT_MESH_MISSING',
      placeOf(rewrite),
      'the rewrite says nothing',
      'Add uri, authority or uriRegexRewrite',
    )
  const regex = rewrite?.uriRegexRewrite
  if (regex !== undefined) {
    const named = [...regex.rewrite.replaceAll('\\\\', '').matchAll(/\\(\d)/g)].map(([, group]) =>
      Number(group),
    )
    const missing = named.find((group) => group > regex.match.groups)
    if (missing !== undefined)
      yield problem(
        'WT_MESH_VALUE',
        placeOf(regex, 'rewrite'),
        `rewrite names group ${missing}, and match has ${regex.match.groups}`,
      )
  }
  if (retries !== undefined && (retries.attempts ?? 0) === 0) {
    const useless = (['perTryTimeout', 'retryOn', 'retryRemoteLocalities'] as const).find(
      (name) => retries[name] !== undefined,
    )
    if (useless !== undefined)
      yield problem(
        'WT_MESH_CONFLICT',
        placeOf(retries, useless),
        `${useless} has no effect: attempts is 0 or not said, which switches retries off`,
        'Say how many attempts',
      )
  }
}

const says = (value: object, names: readonly string[]) =>
  names.some((name) => Object.hasOwn(value, name))

function* actionRules(route: HttpRoute): Iterable<Problem> {
  const { redirect, directResponse } = route
  const forwards = (route.route?.length ?? 0) > 0
  const ends = redirect === undefined ? 'directResponse' : 'redirect'
  if (redirect === undefined && directResponse === undefined) {
    if (!forwards)
      yield problem(
        'WT_MESH_MISSING',
        placeOf(route),
        'the route has no route, redirect or directResponse',
        'Add one of them',
      )
    return
  }
  const others = [
    ...(forwards ? ['route'] : []),
    ...(['fault', 'rewrite'] as const).filter((name) => route[name] !== undefined),
    ...(redirect !== undefined && directResponse !== undefined ? ['directResponse'] : []),
  ]
  for (const other of others)
    yield problem(
      'WT_MESH_CONFLICT',
      placeOf(route, other),
      `a route has ${ends} or ${other}, not both`,
    )
}

/** A redirect or an answer of the mesh itself is not forwarded. */
function* ownAnswerRules(route: HttpRoute): Iterable<Problem> {
  const { redirect, directResponse, headers } = route
  if (redirect === undefined && directResponse === undefined) return
  const ends = redirect === undefined ? 'directResponse' : 'redirect'
  if (headers?.response !== undefined)
    yield problem(
      'WT_MESH_REFUSED',
      placeOf(headers, 'response'),
      `the headers of a ${ends} cannot be changed here`,
    )
  for (const name of ['timeout', 'retries'] as const)
    if (route[name] !== undefined)
      yield problem(
        'WT_MESH_NO_EFFECT',
        placeOf(route, name),
        `${name} has no effect beside ${ends}: nothing is forwarded`,
      )
  if (headers?.request !== undefined)
    yield problem(
      'WT_MESH_NO_EFFECT',
      placeOf(headers, 'request'),
      `headers.request has no effect beside ${ends}: nothing is forwarded`,
    )
}

function* destinationRules({ route = [] }: HttpRoute): Iterable<Problem> {
  const total = route.reduce((sum, { weight = 0 }) => sum + weight, 0)
  if (route.length > 1 && total === 0)
    yield problem(
      'WT_MESH_WEIGHTS',
      placeOf(route),
      `the weights of ${route.length} destinations are 0 together`,
    )
  for (const { destination } of route) {
    const { host, subset } = destination
    if (host === '*' || (!isWildcardName(host) && !isAddress(host)))
      yield problem(
        'WT_MESH_VALUE',
        placeOf(destination, 'host'),
        `host: '${host}' is no name of a host`,
      )
    if (subset !== undefined && !isLabel(subset))
      yield problem(
        'WT_MESH_VALUE',
        placeOf(destination, 'subset'),
        `'${subset}' is no name of a subset: letters, digits and - only`,
      )
  }
}

function* headerRules(headers: Headers | undefined): Iterable<Problem> {
  for (const way of ['request', 'response'] as const) {
    const { set, add, remove = [] } = headers?.[way] ?? {}
    for (const names of [set, add])
      for (const name of Object.keys(names ?? {}))
        if (!isHeader(name) && !(way === 'request' && isAuthority(name)))
          yield problem(
            'WT_MESH_VALUE',
            placeOf(names as object, name),
            `${way}: the header '${name}' cannot be set`,
          )
    for (const [i, name] of remove.entries())
      if (!isHeader(name))
        yield problem(
          'WT_MESH_VALUE',
          placeOf(remove, i),
          `${way}: the header '${name}' cannot be removed`,
        )
  }
}

/** A token of RFC 9110; the host has rules of its own. */
const isHeader = (name: string) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !isAuthority(name)

/** The host of a request can be said once. */
function* authorityRules({ rewrite, headers, route }: HttpRoute): Iterable<Problem> {
  let isSaid = rewrite?.authority !== undefined
  for (const names of [headers?.request?.set, headers?.request?.add])
    for (const name of Object.keys(names ?? {})) {
      if (!isAuthority(name)) continue
      if (isSaid)
        yield problem(
          'WT_MESH_CONFLICT',
          placeOf(names as object, name),
          `${name} says the host a second time`,
        )
      isSaid = true
    }
  for (const { headers: own } of route ?? [])
    for (const names of [own?.request?.set, own?.request?.add])
      for (const name of Object.keys(names ?? {}))
        if (isSaid && isAuthority(name))
          yield problem(
            'WT_MESH_NO_EFFECT',
            placeOf(names as object, name),
            `${name} of a destination has no effect: the route says the host already`,
          )
}

function* faultRules({ fault }: HttpRoute): Iterable<Problem> {
  if (fault === undefined) return
  const { delay, abort } = fault
  if (delay === undefined && abort === undefined)
    yield problem('WT_MESH_MISSING', placeOf(fault), 'the fault has neither delay nor abort')
  if (delay !== undefined && delay.fixedDelay === undefined)
    yield problem(
      'WT_MESH_MISSING',
      placeOf(delay),
      'the delay does not say how long',
      'Add fixedDelay',
    )
  if (abort !== undefined && abort.httpStatus === undefined)
    yield problem(
      'WT_MESH_MISSING',
      placeOf(abort),
      'the abort does not say with which status',
      'Add httpStatus',
    )
  if (delay?.percent !== undefined)
    yield problem(
      'WT_MESH_DEPRECATED',
      placeOf(delay, 'percent'),
      'percent is an old field',
      'Write percentage.value',
    )
}
