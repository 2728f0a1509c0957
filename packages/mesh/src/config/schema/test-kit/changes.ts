import { destinationRule, documents, serviceEntry, virtualService } from '../../test-kit/rules.ts'

/** For a field, rules before and after: what calls go by must differ. */
export type Change = readonly [before: string, after: string]

const two =
  'endpoints: [{ address: 10.0.0.1, labels: { version: v1 } }, { address: 10.0.0.2, labels: { version: v2 } }]'
const films = serviceEntry(`hosts: [films.example]
ports: [{ number: 80, name: web, protocol: HTTP }, { number: 81, name: more }]
resolution: STATIC
${two}`)

const entry = (before: string, after: string): Change => [serviceEntry(before), serviceEntry(after)]
const service = (before: string, after: string): Change => {
  const whole = (more: string) => `hosts: [films.example]\nresolution: STATIC\n${more}`
  return entry(whole(before), whole(after))
}
const ports = 'ports: [{ number: 80, name: web }]'
const endpoint = (before: string, after: string): Change => {
  const whole = (more: string) => `${ports}\nendpoints: [{ address: 10.0.0.1, ${more} }]`
  return service(whole(before), whole(after))
}

const rule = (before: string, after: string): Change => [
  documents(films, destinationRule(before)),
  documents(films, destinationRule(after)),
]
/** A traffic policy in one line. */
const policy = (before: string, after: string): Change => {
  const whole = (said: string) => `host: films.example\ntrafficPolicy: { retryBudget: {}, ${said} }`
  return rule(whole(before), whole(after))
}
const subsets = (before: string, after: string): Change => {
  const whole = (said: string) => `host: films.example\nsubsets: [${said}]`
  return rule(whole(before), whole(after))
}

const rules = (before: string, after: string): Change => [
  documents(films, virtualService(before)),
  documents(films, virtualService(after)),
]
const host = 'hosts: [films.example]'
const to = 'route: [{ destination: { host: films.example, port: { number: 80 } } }]'
/** A route to films, with this added. */
const route = (before: string, after: string): Change => {
  const whole = (said: string) => `${host}\nhttp:\n- { ${to}, ${said} }`
  return rules(whole(before), whole(after))
}
const match = (before: string, after: string): Change =>
  route(`match: [{ ${before} }]`, `match: [{ ${after} }]`)
const action = (before: string, after: string): Change => {
  const whole = (said: string) => `${host}\nhttp:\n- { ${said} }`
  return rules(whole(before), whole(after))
}
const destination = (before: string, after: string): Change =>
  action(`route: [{ destination: { ${before} } }]`, `route: [{ destination: { ${after} } }]`)
const hash = (before: string, after: string): Change =>
  policy(
    `loadBalancer: { consistentHash: { ${before} } }`,
    `loadBalancer: { consistentHash: { ${after} } }`,
  )
const outlier = (before: string, after: string): Change =>
  policy(`outlierDetection: { ${before} }`, `outlierDetection: { ${after} }`)
const warmup = (before: string, after: string): Change =>
  policy(`loadBalancer: { warmup: { ${before} } }`, `loadBalancer: { warmup: { ${after} } }`)
const tcp = (said: string): Change => policy('', `connectionPool: { tcp: { ${said} } }`)
const http = (said: string): Change => policy('', `connectionPool: { http: { ${said} } }`)
const fault = (before: string, after: string): Change =>
  route(`fault: { ${before} }`, `fault: { ${after} }`)
const retries = (before: string, after: string): Change =>
  route(`retries: { attempts: 1, ${before} }`, `retries: { attempts: 1, ${after} }`)

/** A DestinationRule with an annotation of ours, and outlier detection for what needs it. */
const annotated = (before: string, after: string): Change => {
  const spec =
    'host: films.example\ntrafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } }'
  const whole = (said: string) =>
    documents(
      films,
      destinationRule(spec).replace('{ name: films }', `{ name: films, annotations: { ${said} } }`),
    )
  return [whole(before), whole(after)]
}
const breaker = (before: string, after: string): Change => {
  const whole = (said: string) => `watertight.dev/circuit-breaker: '{ ${said} }'`
  return annotated(whole(before), whole(after))
}
const rate = (before: string, after: string): Change => {
  const whole = (said: string) => `watertight.dev/success-rate: '{ ${said} }'`
  return annotated(whole(before), whole(after))
}
const limited = (before: string, after: string): Change => {
  const whole = (said: string) =>
    virtualService(
      'hosts: ["*"]\ngateways: [door]\nhttp: [{ name: all, directResponse: { status: 200 } }]',
    ).replace(
      '{ name: films }',
      `{ name: films, annotations: { watertight.dev/rate-limits: '{ eachClient: { ${said} } }' } }`,
    )
  return [whole(before), whole(after)]
}

const adaptive = (before: string, after: string): Change => {
  const whole = (said: string) =>
    documents(
      films,
      virtualService(`${host}\nhttp: [{ name: all, ${to} }]`).replace(
        '{ name: films }',
        `{ name: films, annotations: { watertight.dev/adaptive-timeouts: '{ routes: { ${said} } }' } }`,
      ),
    )
  return [whole(before), whole(after)]
}

/** By message and field. */
export const changes: Readonly<Record<string, Change>> = {
  'Annotations.watertight.dev/load-balancer': annotated(
    'somebody.example/note: x',
    'watertight.dev/load-balancer: PENALTY_EWMA',
  ),
  'AdaptiveTimeout.times': adaptive('all: {}', 'all: { times: 3 }'),
  'AdaptiveTimeout.atLeast': adaptive('all: {}', 'all: { atLeast: 50ms }'),
  'AdaptiveTimeout.minimumCalls': adaptive('all: {}', 'all: { minimumCalls: 500 }'),
  'CircuitBreaker.window': breaker('', 'window: 5s'),
  'CircuitBreaker.calls': breaker('', 'calls: 50'),
  'CircuitBreaker.inARow': breaker('', 'inARow: 3'),
  'CircuitBreaker.failureRate': breaker('', 'failureRate: 0.2'),
  'CircuitBreaker.slowRate': breaker('', 'slowRate: 0.2'),
  'CircuitBreaker.slowAfter': breaker('', 'slowAfter: 2s'),
  'CircuitBreaker.minimumCalls': breaker('', 'minimumCalls: 5'),
  'CircuitBreaker.open': breaker('', 'open: 2s'),
  'CircuitBreaker.openMax': breaker('', 'openMax: 20s'),
  'CircuitBreaker.ramp': breaker('', 'ramp: [1, 1]'),
  'SuccessRate.minHosts': rate('', 'minHosts: 3'),
  'SuccessRate.requestVolume': rate('', 'requestVolume: 20'),
  'SuccessRate.stdevFactor': rate('', 'stdevFactor: 1.2'),
  'Rate.perSecond': limited('perSecond: 5, burst: 5', 'perSecond: 6, burst: 5'),
  'Rate.burst': limited('perSecond: 5', 'perSecond: 5, burst: 6'),

  'ObjectMeta.name': [
    documents(films, virtualService(`${host}\nhttp: [{ ${to} }]`, 'one')),
    documents(films, virtualService(`${host}\nhttp: [{ ${to} }]`, 'two')),
  ],
  'ObjectMeta.namespace': [
    documents(films, virtualService(`hosts: [films]\nhttp: [{ ${to} }]`)),
    documents(films, virtualService(`hosts: [films]\nhttp: [{ ${to} }]`)).replace(
      '{ name: films }\nspec:\n  hosts: [films]',
      '{ name: films, namespace: other }\nspec:\n  hosts: [films]',
    ),
  ],

  'ServiceEntrySpec.hosts': entry(`hosts: [a.example]\n${ports}`, `hosts: [b.example]\n${ports}`),
  'ServiceEntrySpec.addresses': service(
    `${ports}\n${two}`,
    `${ports}\n${two}\naddresses: [10.1.1.1]`,
  ),
  'ServiceEntrySpec.resolution': entry(
    `hosts: [a.example]\n${ports}\nworkloadSelector: { labels: { app: x } }`,
    `hosts: [a.example]\n${ports}\nresolution: DNS`,
  ),
  'ServiceEntrySpec.exportTo': service(`${ports}\n${two}`, `${ports}\n${two}\nexportTo: ["~"]`),
  'WorkloadSelector.labels': service(
    `${ports}\nworkloadSelector: { labels: { app: films } }`,
    `${ports}\nworkloadSelector: { labels: { app: other } }`,
  ),
  'ServicePort.number': service(`${ports}\n${two}`, `ports: [{ number: 81, name: web }]\n${two}`),
  'ServicePort.name': service(
    `ports: [{ number: 80, name: a }, { number: 81, name: b }]\nendpoints: [{ address: 10.0.0.1, ports: { a: 8080 } }]`,
    `ports: [{ number: 80, name: b }, { number: 81, name: a }]\nendpoints: [{ address: 10.0.0.1, ports: { a: 8080 } }]`,
  ),
  'ServicePort.targetPort': service(
    `${ports}\n${two}`,
    `ports: [{ number: 80, name: web, targetPort: 8080 }]\n${two}`,
  ),
  'WorkloadEntry.address': service(
    `${ports}\nendpoints: [{ address: 10.0.0.1 }]`,
    `${ports}\nendpoints: [{ address: 10.0.0.2 }]`,
  ),
  'WorkloadEntry.ports': endpoint('', 'ports: { web: 8080 }'),
  'WorkloadEntry.labels': endpoint('', 'labels: { a: b }'),
  'WorkloadEntry.weight': endpoint('', 'weight: 2'),

  'DestinationRuleSpec.host': rule(
    'host: films.example\ntrafficPolicy: { loadBalancer: { simple: RANDOM } }',
    'host: other.example\ntrafficPolicy: { loadBalancer: { simple: RANDOM } }',
  ),
  'DestinationRuleSpec.exportTo': rule(
    'host: films.example\ntrafficPolicy: { loadBalancer: { simple: RANDOM } }',
    'host: films.example\ntrafficPolicy: { loadBalancer: { simple: RANDOM } }\nexportTo: [other]',
  ),
  'CallerSelector.matchLabels': rule(
    'host: films.example\ntrafficPolicy: { loadBalancer: { simple: RANDOM } }\nworkloadSelector: { matchLabels: { app: shop } }',
    'host: films.example\ntrafficPolicy: { loadBalancer: { simple: RANDOM } }\nworkloadSelector: { matchLabels: { app: other } }',
  ),
  'Subset.name': subsets('{ name: a }', '{ name: b }'),
  'Subset.labels': subsets('{ name: a }', '{ name: a, labels: { version: v1 } }'),
  'PortSelector.number': destination(
    'host: films.example, port: { number: 80 }',
    'host: films.example, port: { number: 81 }',
  ),
  'TCPSettings.maxConnections': tcp('maxConnections: 1'),
  'TCPSettings.connectTimeout': tcp('connectTimeout: 1s'),
  'TCPSettings.idleTimeout': tcp('idleTimeout: 1s'),
  'HTTPSettings.http1MaxPendingRequests': http('http1MaxPendingRequests: 1'),
  'HTTPSettings.http2MaxRequests': http('http2MaxRequests: 1'),
  'HTTPSettings.maxRequestsPerConnection': http('maxRequestsPerConnection: 1'),
  'HTTPSettings.maxRetries': http('maxRetries: 1'),
  'HTTPSettings.idleTimeout': http('idleTimeout: 1s'),
  'LoadBalancerSettings.simple': policy('', 'loadBalancer: { simple: ROUND_ROBIN }'),
  'LoadBalancerSettings.warmupDurationSecs': policy('', 'loadBalancer: { warmupDurationSecs: 1s }'),
  'WarmupConfiguration.duration': warmup('duration: 1s', 'duration: 2s'),
  'WarmupConfiguration.minimumPercent': warmup('duration: 1s', 'duration: 1s, minimumPercent: 5'),
  'WarmupConfiguration.aggression': warmup('duration: 1s', 'duration: 1s, aggression: 2'),
  'ConsistentHashLB.httpHeaderName': hash('httpHeaderName: a', 'httpHeaderName: b'),
  'ConsistentHashLB.httpQueryParameterName': hash(
    'httpQueryParameterName: a',
    'httpQueryParameterName: b',
  ),
  'ConsistentHashLB.useSourceIp': hash('httpHeaderName: a', 'useSourceIp: true'),
  'ConsistentHashLB.minimumRingSize': hash(
    'httpHeaderName: a',
    'httpHeaderName: a, minimumRingSize: 8',
  ),
  'RingHash.minimumRingSize': hash(
    'httpHeaderName: a',
    'httpHeaderName: a, ringHash: { minimumRingSize: 8 }',
  ),
  'OutlierDetection.consecutive5xxErrors': outlier('', 'consecutive5xxErrors: 7'),
  'OutlierDetection.consecutiveGatewayErrors': outlier('', 'consecutiveGatewayErrors: 7'),
  'OutlierDetection.splitExternalLocalOriginErrors': outlier(
    '',
    'splitExternalLocalOriginErrors: true',
  ),
  'OutlierDetection.consecutiveLocalOriginFailures': outlier(
    'splitExternalLocalOriginErrors: true',
    'splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 7',
  ),
  'OutlierDetection.interval': outlier('', 'interval: 1s'),
  'OutlierDetection.baseEjectionTime': outlier('', 'baseEjectionTime: 1s'),
  'OutlierDetection.maxEjectionPercent': outlier('', 'maxEjectionPercent: 50'),
  'OutlierDetection.minHealthPercent': outlier('', 'minHealthPercent: 50'),
  'RetryBudget.percent': policy('', 'loadBalancer: {}').map((text, i) =>
    i === 0 ? text : text.replace('retryBudget: {}', 'retryBudget: { percent: 5 }'),
  ) as unknown as Change,
  'RetryBudget.minRetryConcurrency': policy('', 'loadBalancer: {}').map((text, i) =>
    i === 0 ? text : text.replace('retryBudget: {}', 'retryBudget: { minRetryConcurrency: 5 }'),
  ) as unknown as Change,

  'VirtualServiceSpec.hosts': rules(
    `hosts: [films.example]\nhttp: [{ ${to}, timeout: 1s }]`,
    `hosts: [a.example]\nhttp: [{ ${to}, timeout: 1s }]`,
  ),
  'VirtualServiceSpec.gateways': rules(
    `${host}\nhttp: [{ ${to}, timeout: 1s }]`,
    `${host}\ngateways: [edge]\nhttp: [{ ${to}, timeout: 1s }]`,
  ),
  'VirtualServiceSpec.exportTo': rules(
    `${host}\nhttp: [{ ${to}, timeout: 1s }]`,
    `${host}\nexportTo: [other]\nhttp: [{ ${to}, timeout: 1s }]`,
  ),
  'HTTPRoute.name': route('', 'name: a'),
  'HTTPRoute.timeout': route('', 'timeout: 1s'),
  'HTTPMatchRequest.ignoreUriCase': match(
    'uri: { exact: /a }',
    'uri: { exact: /a }, ignoreUriCase: true',
  ),
  'HTTPMatchRequest.port': match('uri: { exact: /a }', 'uri: { exact: /a }, port: 80'),
  'HTTPMatchRequest.sourceLabels': match(
    'uri: { exact: /a }',
    'uri: { exact: /a }, sourceLabels: { a: b }',
  ),
  'HTTPMatchRequest.sourceNamespace': match(
    'uri: { exact: /a }',
    'uri: { exact: /a }, sourceNamespace: b',
  ),
  'HTTPMatchRequest.gateways': match('uri: { exact: /a }', 'uri: { exact: /a }, gateways: [edge]'),
  'StringMatch.exact': match('method: { exact: GET }', 'method: { exact: PUT }'),
  'StringMatch.prefix': match('uri: { prefix: /a }', 'uri: { prefix: /b }'),
  'StringMatch.regex': match('authority: { regex: a }', 'authority: { regex: b }'),
  'StringMatch of a header or parameter.exact': match(
    'headers: { a: { exact: b } }',
    'headers: { a: { exact: c } }',
  ),
  'StringMatch of a header or parameter.prefix': match(
    'withoutHeaders: { a: { prefix: b } }',
    'withoutHeaders: { a: { prefix: c } }',
  ),
  'StringMatch of a header or parameter.regex': match(
    'queryParams: { a: { regex: b } }',
    'queryParams: { a: { regex: "*" } }',
  ),
  'HTTPRouteDestination.weight': action(
    'route: [{ destination: { host: films.example, port: { number: 80 } }, weight: 1 }, { destination: { host: films.example, port: { number: 81 } }, weight: 1 }]',
    'route: [{ destination: { host: films.example, port: { number: 80 } }, weight: 1 }, { destination: { host: films.example, port: { number: 81 } }, weight: 2 }]',
  ),
  'Destination.host': destination('host: films.example', 'host: other.example'),
  'Destination.subset': destination('host: films.example', 'host: films.example, subset: a'),
  'HeaderOperations.set': route('', 'headers: { request: { set: { a: b } } }'),
  'HeaderOperations.add': route('', 'headers: { response: { add: { a: b } } }'),
  'HeaderOperations.remove': route('', 'headers: { request: { remove: [a] } }'),
  'HTTPRedirect.uri': action('redirect: { uri: /a }', 'redirect: { uri: /b }'),
  'HTTPRedirect.authority': action('redirect: { authority: a }', 'redirect: { authority: b }'),
  'HTTPRedirect.scheme': action('redirect: { scheme: http }', 'redirect: { scheme: https }'),
  'HTTPRedirect.port': action('redirect: { port: 80 }', 'redirect: { port: 81 }'),
  'HTTPRedirect.redirectCode': action(
    'redirect: { uri: /a }',
    'redirect: { uri: /a, redirectCode: 302 }',
  ),
  'HTTPDirectResponse.status': action(
    'directResponse: { status: 200 }',
    'directResponse: { status: 204 }',
  ),
  'HTTPBody.string': action(
    'directResponse: { status: 200 }',
    'directResponse: { status: 200, body: { string: a } }',
  ),
  'HTTPRewrite.uri': route('', 'rewrite: { uri: /a }'),
  'HTTPRewrite.authority': route('', 'rewrite: { authority: a }'),
  'RegexRewrite.match': route(
    'rewrite: { uriRegexRewrite: { match: a, rewrite: b } }',
    'rewrite: { uriRegexRewrite: { match: c, rewrite: b } }',
  ),
  'RegexRewrite.rewrite': route(
    'rewrite: { uriRegexRewrite: { match: a, rewrite: b } }',
    'rewrite: { uriRegexRewrite: { match: a, rewrite: c } }',
  ),
  'HTTPRetry.attempts': retries('', 'attempts: 4').map((text) =>
    text.replace('attempts: 1, attempts: 4', 'attempts: 4'),
  ) as unknown as Change,
  'HTTPRetry.perTryTimeout': retries('', 'perTryTimeout: 1s'),
  'HTTPRetry.retryOn': retries('', 'retryOn: 5xx'),
  'HTTPRetry.backoff': retries('', 'backoff: 1s'),
  'Delay.fixedDelay': fault('delay: { fixedDelay: 1s }', 'delay: { fixedDelay: 2s }'),
  'Delay.percent': fault('delay: { fixedDelay: 1s }', 'delay: { fixedDelay: 1s, percent: 5 }'),
  'Percent.value': fault(
    'delay: { fixedDelay: 1s, percentage: { value: 1 } }',
    'delay: { fixedDelay: 1s, percentage: { value: 0.5 } }',
  ),
  'Abort.httpStatus': fault('abort: { httpStatus: 500 }', 'abort: { httpStatus: 503 }'),
}
