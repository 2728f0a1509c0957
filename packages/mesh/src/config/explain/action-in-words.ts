import type { Rate } from '../../model/rate.ts'
import type { Action, AdaptiveTimeout, Route } from '../../model/route.ts'

/** `60 % films|80|v1, 40 % films|80|v2`, `302 to /a`, `503 sorry` */
export function actionInWords(action: Action): string {
  switch (action.is) {
    case 'forward': {
      const total = action.destinations.reduce((sum, { weight }) => sum + weight, 0)
      if (action.destinations.length === 1) return action.destinations[0]?.cluster.key ?? ''
      return action.destinations
        .map(
          ({ cluster, weight }) => `${Math.round((1000 * weight) / total) / 10} % ${cluster.key}`,
        )
        .join(', ')
    }
    case 'redirect': {
      const { status, scheme, authority, port, uri } = action
      const host = `${authority ?? ''}${port === undefined ? '' : `:${port}`}`
      return `${status} to ${scheme === undefined ? '' : `${scheme}://`}${host}${uri ?? ''}`
    }
    case 'answer':
      return `${action.status} ${action.body.slice(0, 40)}`
    case 'nowhere':
      return `503: ${action.why}`
  }
}

/** What a route does to the calls it forwards. */
export function termsInWords({
  timeoutMs,
  adaptiveTimeout,
  retries,
  fault,
  rewrite,
  rates,
}: Route): readonly string[] {
  const { attempts, perTryTimeoutMs, on } = retries
  const conditions = [
    ...(on.connectFailure ? ['connect-failure'] : []),
    ...(on.refusedStream ? ['refused-stream'] : []),
    ...(on.reset ? ['reset'] : []),
    ...(on.resetBeforeRequest ? ['reset-before-request'] : []),
    ...(on.gatewayError ? ['gateway-error'] : []),
    ...(on.server5xx ? ['5xx'] : []),
    ...(on.retriable4xx ? ['retriable-4xx'] : []),
    ...on.statuses,
  ]
  const percent = (millionths: number) => `${millionths / 10_000} %`
  return [
    timeoutMs === undefined ? 'no timeout' : `timeout ${timeoutMs} ms`,
    ...(adaptiveTimeout === undefined ? [] : [adaptiveInWords(adaptiveTimeout)]),
    attempts === 0
      ? 'no retries'
      : `${attempts} retries on ${conditions.join(', ') || 'nothing'}${perTryTimeoutMs === undefined ? '' : `, ${perTryTimeoutMs} ms each`}`,
    ...(rewrite?.uri === undefined ? [] : [`path becomes ${rewrite.uri}`]),
    ...(rewrite?.regex === undefined
      ? []
      : [`path: ${rewrite.regex.match.source} becomes ${rewrite.regex.with}`]),
    ...(rewrite?.authority === undefined ? [] : [`host becomes ${rewrite.authority}`]),
    ...(fault.delay === undefined
      ? []
      : [`${percent(fault.delay.millionths)} wait ${fault.delay.ms} ms`]),
    ...(fault.abort === undefined
      ? []
      : [`${percent(fault.abort.millionths)} get ${fault.abort.status}`]),
    ...(rates?.eachClient === undefined ? [] : [`each client ${rateInWords(rates.eachClient)}`]),
    ...(rates?.all === undefined ? [] : [`all clients ${rateInWords(rates.all)}`]),
  ]
}

const adaptiveInWords = ({ times, atLeastMs }: AdaptiveTimeout) =>
  `each try at most ${times} times what 99 of 100 took, ${atLeastMs} ms at least`

/** `5 a second, 10 at once` */
export const rateInWords = ({ perSecond, burst }: Rate): string =>
  `${perSecond} a second, ${burst} at once`
