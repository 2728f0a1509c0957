import { destination } from './destination.ts'
import { expression, expressionOrAny } from './expressions.ts'
import { headers } from './headers.ts'
import { apiVersion, objectMeta, status } from './resource.ts'
import { retryOn } from './retry-on.ts'
import {
  count,
  duration,
  filledText,
  finePercent,
  httpStatus,
  only,
  percent,
  port,
  redirectStatus,
  text,
  truth,
  word,
} from './scalars.ts'
import { approximated, fixed, list, message, names, refused, required, run } from './shape.ts'

const way = ['exact', 'prefix', 'regex'] as const
const stringMatch = message(
  'StringMatch',
  { exact: run(text), prefix: run(filledText), regex: run(expression, 'on the whole value') },
  [way],
)
const fieldMatch = message(
  'StringMatch of a header or parameter',
  { exact: run(text), prefix: run(filledText), regex: run(expressionOrAny, 'on the whole value') },
  [way],
)

const httpMatch = message('HTTPMatchRequest', {
  uri: run(stringMatch),
  scheme: run(stringMatch),
  method: run(stringMatch),
  authority: run(stringMatch),
  headers: run(names(fieldMatch)),
  withoutHeaders: run(names(fieldMatch), 'a header that is not there is as good as an empty one'),
  queryParams: run(names(fieldMatch)),
  ignoreUriCase: run(truth),
  port: run(port),
  sourceLabels: run(names(text), 'by the labels of this process'),
  sourceNamespace: run(text, 'by the namespace of this process'),
  gateways: run(list(filledText)),
  name: approximated(text, 'shown by explain; metrics do not have it'),
  statPrefix: refused('metrics have no names of their own'),
})

const fraction = message('Percent', { value: run(finePercent) })
const noPercentage = 'without it no request is struck, as in Istio'

const fault = message('HTTPFaultInjection', {
  delay: run(
    message(
      'Delay',
      {
        fixedDelay: run(duration),
        percentage: run(fraction, noPercentage),
        percent: run(percent, 'deprecated: use percentage'),
        exponentialDelay: refused('Istio itself does not run it'),
      },
      [['percentage', 'percent']],
    ),
  ),
  abort: run(
    message('Abort', {
      httpStatus: run(httpStatus),
      percentage: run(fraction, noPercentage),
      grpcStatus: refused('calls are HTTP/1.1'),
      http2Error: refused('Istio itself does not run it'),
    }),
  ),
})

const retries = message('HTTPRetry', {
  attempts: run(count, 'tries after the first one; 0 switches retries off'),
  perTryTimeout: run(duration),
  retryOn: run(
    retryOn,
    'connect-failure,refused-stream,retriable-status-codes where nothing is said. The words of gRPC never apply: calls are plain HTTP',
  ),
  backoff: run(duration, '25ms where nothing is said; the longest wait is ten times as much'),
  retryIgnorePreviousHosts: fixed(only(true, 'another try always looks for another endpoint')),
  retryRemoteLocalities: fixed(only(false, 'locality is not run')),
})

const rewrite = message(
  'HTTPRewrite',
  {
    uri: run(filledText),
    authority: run(filledText),
    uriRegexRewrite: run(
      message('RegexRewrite', { match: required(expression), rewrite: required(filledText) }),
    ),
  },
  [['uri', 'uriRegexRewrite']],
)

const redirect = message(
  'HTTPRedirect',
  {
    uri: run(filledText),
    authority: run(filledText),
    scheme: run(word(['http', 'https'])),
    port: run(port),
    derivePort: fixed(
      word(['FROM_PROTOCOL_DEFAULT'], {
        FROM_REQUEST_PORT: 'a route is compiled for every port at once: write port',
      }),
    ),
    redirectCode: run(redirectStatus, '301 where nothing is said'),
  },
  [['port', 'derivePort']],
)

const directResponse = message('HTTPDirectResponse', {
  status: required(httpStatus),
  body: run(
    message('HTTPBody', {
      string: run(text),
      bytes: refused('write the body as string'),
    }),
  ),
})

const mirror = 'requests are not mirrored yet'

const httpRoute = message('HTTPRoute', {
  name: run(text),
  match: run(list(httpMatch)),
  route: run(
    list(
      message('HTTPRouteDestination', {
        destination: required(destination),
        weight: run(count, 'a share of the sum of all; 0 takes none'),
        headers: run(headers),
      }),
    ),
  ),
  redirect: run(redirect),
  directResponse: run(directResponse),
  rewrite: run(rewrite),
  timeout: run(duration, 'none where nothing is said'),
  retries: run(retries, 'two, where nothing is said'),
  fault: run(fault),
  headers: run(headers),
  delegate: refused('write the routes into this resource', 'name', 'namespace'),
  mirror: refused(mirror, 'host', 'subset', 'port', 'port.number'),
  mirrors: refused(
    mirror,
    ...['[].destination', '[].destination.host', '[].destination.subset', '[].destination.port'],
    ...['[].destination.port.number', '[].percentage', '[].percentage.value'],
  ),
  mirrorPercentage: refused(mirror, 'value'),
  mirrorPercent: refused(mirror),
  mirror_percent: refused(mirror),
  corsPolicy: refused(
    'answers to browsers of other origins are not run yet',
    ...['allowOrigins', 'allowOrigins[].exact', 'allowOrigins[].prefix', 'allowOrigins[].regex'],
    ...['allowOrigin', 'allowMethods', 'allowHeaders', 'allowCredentials', 'exposeHeaders'],
    ...['maxAge', 'unmatchedPreflights'],
  ),
})

const connections = 'calls are HTTP: connections have no routes'
const belowConnections = [
  ...['[].match', '[].match[].destinationSubnets', '[].match[].gateways', '[].match[].port'],
  ...[
    '[].match[].sourceLabels',
    '[].match[].sourceNamespace',
    '[].route',
    '[].route[].destination',
  ],
  ...['[].route[].destination.host', '[].route[].destination.port'],
  ...['[].route[].destination.port.number', '[].route[].destination.subset', '[].route[].weight'],
]

export const virtualService = message('VirtualService', {
  apiVersion,
  kind: required(word(['VirtualService'])),
  metadata: required(objectMeta),
  spec: required(
    message('VirtualServiceSpec', {
      hosts: required(
        list(filledText),
        'short names belong to the namespace of the resource; a wildcard stands for the services that are known',
      ),
      gateways: run(list(filledText), '`mesh` where nothing is said'),
      http: required(list(httpRoute)),
      exportTo: run(list(filledText)),
      tcp: refused(connections, ...belowConnections, '[].match[].sourceSubnet'),
      tls: refused(connections, ...belowConnections, '[].match[].sniHosts'),
    }),
  ),
  status,
})
