import { portSelector } from './destination.ts'
import { apiVersion, objectMeta, status } from './resource.ts'
import {
  count,
  decimal,
  duration,
  filledText,
  only,
  percent,
  text,
  truth,
  whole,
  word,
} from './scalars.ts'
import { approximated, fixed, list, message, names, refused, required, run } from './shape.ts'

const noTls = 'TLS is not run yet'
const noHttp2 = 'calls are HTTP/1.1'

const connectionPool = message('ConnectionPoolSettings', {
  tcp: run(
    message('TCPSettings', {
      maxConnections: run(count, '0 is no limit'),
      connectTimeout: run(
        duration,
        '10s where nothing is said; a connection that is there already takes no time',
      ),
      idleTimeout: run(duration, 'where http.idleTimeout is not said'),
      maxConnectionDuration: refused('connections have no greatest age'),
      tcpKeepalive: refused(
        'keep-alive probes are left to the system',
        'time',
        'interval',
        'probes',
      ),
    }),
  ),
  http: run(
    message('HTTPSettings', {
      http1MaxPendingRequests: run(count, '0 is no limit'),
      http2MaxRequests: run(count, '0 is no limit; holds for HTTP/1.1 too, as in Envoy'),
      maxRequestsPerConnection: run(count, '0 is no limit'),
      maxRetries: run(count, '0 is no limit'),
      idleTimeout: run(duration),
      h2UpgradePolicy: fixed(word(['DEFAULT', 'DO_NOT_UPGRADE'], { UPGRADE: noHttp2 })),
      useClientProtocol: fixed(only(false, noHttp2)),
      maxConcurrentStreams: refused(noHttp2),
    }),
  ),
})

const ringSize = whole(0, 8_388_608, 'a whole number from 0')

const consistentHash = message(
  'ConsistentHashLB',
  {
    httpHeaderName: run(filledText),
    httpQueryParameterName: run(filledText),
    useSourceIp: run(truth, 'the last address of x-forwarded-for'),
    httpCookie: refused(
      'the mesh sets no cookies',
      ...['name', 'path', 'ttl', 'attributes', 'attributes[].name', 'attributes[].value'],
    ),
    ringHash: run(message('RingHash', { minimumRingSize: run(ringSize, '1024 where 0 is said') })),
    maglev: run(
      message('MagLev', {
        tableSize: approximated(
          whole(0, 5_000_010, 'a prime number below 5000011'),
          'run as a ring of at least so many points: a key keeps its endpoint just as well, but shares differ a little',
        ),
      }),
    ),
    minimumRingSize: run(ringSize, 'deprecated: use ringHash.minimumRingSize'),
  },
  [
    ['httpHeaderName', 'httpQueryParameterName', 'useSourceIp', 'httpCookie'],
    ['ringHash', 'maglev', 'minimumRingSize'],
  ],
)

const loadBalancer = message(
  'LoadBalancerSettings',
  {
    simple: run(
      word(['UNSPECIFIED', 'LEAST_REQUEST', 'LEAST_CONN', 'ROUND_ROBIN', 'RANDOM'], {
        PASSTHROUGH: 'a call goes to an endpoint of the service, never to the address it names',
      }),
      'UNSPECIFIED and LEAST_CONN are LEAST_REQUEST',
    ),
    consistentHash: run(consistentHash),
    warmup: run(
      message('WarmupConfiguration', {
        duration: required(duration),
        minimumPercent: run(
          decimal(0, 100, 'a percentage from 0 to 100'),
          '10 where nothing is said',
        ),
        aggression: run(decimal(1, 1_000, 'a number from 1'), '1 where nothing is said'),
      }),
    ),
    warmupDurationSecs: run(duration, 'deprecated: use warmup.duration'),
    localityLbSetting: refused(
      'all endpoints are on one machine: locality is not run',
      ...['enabled', 'distribute', 'distribute[].from', 'distribute[].to'],
      ...['failover', 'failover[].from', 'failover[].to', 'failoverPriority'],
    ),
  },
  [
    ['simple', 'consistentHash'],
    ['warmup', 'warmupDurationSecs'],
  ],
)

const outlierDetection = message('OutlierDetection', {
  consecutive5xxErrors: run(count, '5 where nothing is said, 0 switches it off'),
  consecutiveGatewayErrors: run(count, 'off where nothing or 0 is said'),
  splitExternalLocalOriginErrors: run(truth),
  consecutiveLocalOriginFailures: run(
    count,
    'needs splitExternalLocalOriginErrors; 5 where nothing or 0 is said',
  ),
  interval: run(duration, '10s where nothing is said'),
  baseEjectionTime: run(duration, '30s where nothing is said'),
  maxEjectionPercent: run(
    percent,
    '10 where nothing or 0 is said: with fewer than 10 endpoints that ejects none',
  ),
  minHealthPercent: run(percent, '0 where nothing is said: there is no panic'),
  consecutiveErrors: refused(
    'Istio itself reads it no more: use consecutive5xxErrors or consecutiveGatewayErrors',
  ),
})

const tls = message('ClientTLSSettings', {
  mode: fixed(word(['DISABLE'], { SIMPLE: noTls, MUTUAL: noTls, ISTIO_MUTUAL: noTls })),
  caCertificates: refused(noTls),
  caCrl: refused(noTls),
  clientCertificate: refused(noTls),
  credentialName: refused(noTls),
  insecureSkipVerify: refused(noTls),
  privateKey: refused(noTls),
  sni: refused(noTls),
  subjectAltNames: refused(noTls),
})

const everyPort = {
  connectionPool: run(connectionPool),
  loadBalancer: run(loadBalancer),
  outlierDetection: run(outlierDetection),
  tls: run(tls),
}

const portTrafficPolicy = message('PortTrafficPolicy', {
  port: required(portSelector),
  ...everyPort,
})

const trafficPolicy = message('TrafficPolicy', {
  ...everyPort,
  portLevelSettings: run(
    list(portTrafficPolicy),
    'they take the place of all four blocks: what they do not say is the default again, as in Istio',
  ),
  retryBudget: run(
    message('RetryBudget', {
      percent: run(decimal(0, 100, 'a percentage from 0 to 100'), '20 where nothing is said'),
      minRetryConcurrency: run(count, '3 where nothing is said'),
    }),
  ),
  tunnel: refused('calls are not tunnelled', 'protocol', 'targetHost', 'targetPort'),
  proxyProtocol: refused('there is no proxy whose protocol could be spoken', 'version'),
})

export const destinationRule = message('DestinationRule', {
  apiVersion,
  kind: required(word(['DestinationRule'])),
  metadata: required(objectMeta),
  spec: required(
    message('DestinationRuleSpec', {
      host: required(filledText, 'short names belong to the namespace of the resource'),
      trafficPolicy: run(trafficPolicy),
      subsets: run(
        list(
          message('Subset', {
            name: required(filledText),
            labels: run(names(text)),
            trafficPolicy: run(
              trafficPolicy,
              'a block takes the place of the whole block of the host',
            ),
          }),
        ),
      ),
      exportTo: run(list(filledText)),
      workloadSelector: run(
        message('CallerSelector', { matchLabels: run(names(text)) }),
        'selects callers, by the labels of this process',
      ),
    }),
  ),
  status,
})
