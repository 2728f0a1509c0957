import { decimal, duration, whole, word } from './scalars.ts'
import { embedded, list, message, names, required, run } from './shape.ts'

const share = decimal(0.001, 1, 'a share above 0, at most 1')
const fromOne = whole(1, 1_000_000, 'a whole number from 1')

/** Options of a circuit breaker of `@watertight/resilience`, by its names; times as Istio writes them. */
const breaker = message(
  'CircuitBreaker',
  {
    window: run(duration, 'the calls of so long are judged together; 10s where nothing is said'),
    calls: run(fromOne, 'the last so many calls are, in place of window'),
    inARow: run(fromOne, 'opens after so many failures in a row, in place of window'),
    failureRate: run(share, '0.5 where nothing is said'),
    slowRate: run(share, '0.5 where nothing is said'),
    slowAfter: run(duration, 'a call that takes longer is slow; none is where nothing is said'),
    minimumCalls: run(fromOne, 'fewer are no evidence; 20 where nothing is said'),
    open: run(duration, 'the first wait before probing; 5s where nothing is said'),
    openMax: run(duration, 'waits double up to this; 60s where nothing is said'),
    ramp: run(list(fromOne), 'probes, step by step; [1, 2, 4] where nothing is said'),
  },
  [['window', 'calls', 'inARow']],
)

const successRate = message('SuccessRate', {
  minHosts: run(fromOne, 'fewer endpoints are not compared; 5 where nothing is said'),
  requestVolume: run(fromOne, 'of an endpoint between two checks; 100 where nothing is said'),
  stdevFactor: run(
    decimal(0.1, 10, 'a number from 0.1 to 10'),
    'so many standard deviations below the mean; 1.9 where nothing is said',
  ),
})

const rate = message('Rate', {
  perSecond: required(decimal(0.001, 1_000_000, 'a number from 0.001 to 1000000')),
  burst: run(fromOne, 'so many at once; a second of perSecond where nothing is said'),
})

/** What a gateway lets in, in token buckets. */
export const rateLimits = message('RateLimits', {
  eachClient: run(rate, 'of each client, over everything it asks the gateway for'),
  routes: run(
    names(
      message('RouteRateLimits', {
        all: run(rate, 'of the route, over all clients'),
        eachClient: run(rate, 'of each client on this route'),
      }),
    ),
    'by the names of routes of this resource',
  ),
})

const adaptiveTimeout = message('AdaptiveTimeout', {
  times: run(
    decimal(1, 100, 'a number from 1 to 100'),
    'so many times what 99 of 100 answers took lately; 2 where nothing is said',
  ),
  atLeast: run(duration, 'no try gets less; 25ms where nothing is said'),
  minimumCalls: run(fromOne, 'fewer are no evidence; 100 where nothing is said'),
})

/** How long a try may take, from what tries took. */
const adaptiveTimeouts = message('AdaptiveTimeouts', {
  routes: required(names(adaptiveTimeout), 'by the names of routes of this resource'),
})

/** What Istio has no word for and goes there unchanged all the same: nobody else reads annotations under our name. */
export const annotations = {
  ...message('Annotations', {
    'watertight.dev/circuit-breaker': run(
      embedded(breaker),
      'of a DestinationRule: one for each port and subset of its host',
    ),
    'watertight.dev/success-rate': run(
      embedded(successRate),
      'of a DestinationRule with outlierDetection: one more detector',
    ),
    'watertight.dev/load-balancer': run(
      word(['PENALTY_EWMA']),
      'of a DestinationRule, in place of loadBalancer: by how long endpoints take, failures count as long',
    ),
    'watertight.dev/adaptive-timeouts': run(
      embedded(adaptiveTimeouts),
      'of a VirtualService: a try of these routes ends when it takes far longer than tries took in the last minutes, if perTryTimeout and timeout do not end it sooner',
    ),
    'watertight.dev/rate-limits': run(
      embedded(rateLimits),
      'of a VirtualService that names a gateway: what that lets in; beyond it 429. Istio has an EnvoyFilter with local_ratelimit for it, which is not read here',
    ),
  }),
  leaves: /^(?!watertight\.dev\/)/,
}
