import { namespaceOf } from '../compile/caller.ts'
import { fullName } from '../compile/names.ts'
import { retriesOf } from '../compile/retries.ts'
import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import type { HttpRoute, VirtualService } from '../schema/kinds.ts'
import type { Scene } from './scene.ts'

/** Whether routes lead somewhere, and their times and retries fit together. */
export function* routeLints(one: VirtualService, scene: Scene): Iterable<Problem> {
  for (const route of one.spec.http) {
    for (const target of route.route ?? []) {
      yield* targetLints(target.destination, one, scene)
      if ((target.weight ?? 0) === 0 && (route.route?.length ?? 0) > 1)
        yield problem(
          'WT_MESH_WEIGHT_ZERO',
          placeOf(target),
          `${target.destination.host} gets no call: its weight is 0${target.weight === undefined ? ', for none is said' : ''}`,
        )
    }
    yield* timeLints(route)
    yield* retryLints(route)
    yield* faultLints(route)
  }
}

type Target = NonNullable<HttpRoute['route']>[number]['destination']

function* targetLints(target: Target, one: VirtualService, scene: Scene): Iterable<Problem> {
  const { host, subset, port } = target
  const name = fullName(host, namespaceOf(one))
  const service = scene.services.get(name)
  if (service === undefined) {
    yield problem(
      'WT_MESH_HOST_UNKNOWN',
      placeOf(target, 'host'),
      `${name} is no service that is known here`,
    )
    return
  }
  const ports = [...service.ports.keys()]
  if (port !== undefined && !ports.includes(port.number))
    yield problem(
      'WT_MESH_PORT_UNKNOWN',
      placeOf(port),
      `${name} has no port ${port.number}, but ${ports.join(', ') || 'none'}`,
    )
  if (port === undefined && ports.length > 1)
    yield problem(
      'WT_MESH_PORT_NEEDED',
      placeOf(target),
      `${name} has the ports ${ports.join(', ')}; calls go to the one that was called`,
    )
  const subsets = scene.rules.get(service)?.subsets ?? []
  if (subset !== undefined && !subsets.some((other) => other.name === subset))
    yield problem(
      'WT_MESH_SUBSET_UNKNOWN',
      placeOf(target, 'subset'),
      `${name} has no subset ${subset}: calls would be answered with 503`,
      subsets.length === 0
        ? `Add a DestinationRule for ${name} with this subset`
        : `It has ${subsets.map((other) => other.name).join(', ')}`,
    )
}

/** All tries together are within the timeout; a try that begins late is cut short. */
function* timeLints(route: HttpRoute): Iterable<Problem> {
  const { timeout, retries } = route
  const { attempts, perTryTimeoutMs } = retriesOf(retries)
  if (timeout === undefined || retries === undefined || perTryTimeoutMs === undefined) return
  if (perTryTimeoutMs >= timeout)
    yield problem(
      'WT_MESH_TIMEOUT_SHORT',
      placeOf(retries, 'perTryTimeout'),
      `one try may take ${perTryTimeoutMs} ms and all of them ${timeout} ms, so there is no time for another`,
    )
  else if (perTryTimeoutMs * (attempts + 1) > timeout)
    yield problem(
      'WT_MESH_TIMEOUT_SHORT',
      placeOf(route, 'timeout'),
      `${attempts + 1} tries of ${perTryTimeoutMs} ms are ${perTryTimeoutMs * (attempts + 1)} ms, and timeout is ${timeout} ms`,
    )
}

/** The methods of RFC 9110 that may be repeated. */
const repeatable = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']

/** A call that may have been done already is sent again. */
function* retryLints({ retries, match = [], route }: HttpRoute): Iterable<Problem> {
  if (retries === undefined || route === undefined) return
  const { attempts, on, perTryTimeoutMs } = retriesOf(retries)
  const isAfterSending =
    on.server5xx || on.gatewayError || on.reset || on.retriable4xx || on.statuses.size > 0
  if (attempts === 0 || !isAfterSending) return
  const isSafe =
    match.length > 0 && match.every(({ method }) => repeatable.includes(method?.exact ?? ''))
  if (isSafe) return
  const after = perTryTimeoutMs === undefined ? '' : ', or took longer than perTryTimeout'
  yield problem(
    'WT_MESH_RETRY_UNSAFE',
    placeOf(retries, 'retryOn'),
    `a POST that failed after it was sent${after} is sent again, and may be done twice`,
  )
}

function* faultLints({ fault }: HttpRoute): Iterable<Problem> {
  const { delay, abort } = fault ?? {}
  const never = [
    ...(delay !== undefined && !(delay.percentage?.value || delay.percent) ? [delay] : []),
    ...(abort !== undefined && !abort.percentage?.value ? [abort] : []),
  ]
  for (const one of never)
    yield problem(
      'WT_MESH_FAULT_NEVER',
      placeOf(one),
      `the ${one === delay ? 'delay' : 'abort'} never strikes: its percentage is 0`,
    )
}
