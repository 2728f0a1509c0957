import { expect, test } from 'vitest'
import { snapshotOf } from '../compile/snapshot-of.ts'
import { readMesh } from '../read/read-mesh.ts'
import {
  destinationRule,
  documents,
  file,
  serviceEntry,
  virtualService,
} from '../test-kit/rules.ts'

const films = serviceEntry(
  'hosts: [films.example]\nports: [{ number: 80, name: web }]\nresolution: STATIC\nendpoints: [{ address: 10.0.0.1, labels: { version: v1 } }]',
)
const outlier = 'outlierDetection: { consecutive5xxErrors: 5 }'
const policy = (said: string) => `host: films.example\ntrafficPolicy: { ${said} }`
const annotated = (text: string, ...said: readonly string[]) =>
  text.replace('{ name: films }', `{ name: films, annotations: { ${said.join(', ')} } }`)
const told = (text: string) =>
  readMesh([file(text)]).problems.map(({ code, sentence }) => `${code}: ${sentence}`)

test('annotations of ours are what the host goes by, each subset too; those of others are left alone', () => {
  const text = documents(
    films,
    annotated(
      destinationRule(`${policy(outlier)}\nsubsets: [{ name: v1, labels: { version: v1 } }]`),
      'kubectl.kubernetes.io/last-applied-configuration: "{}"',
      `watertight.dev/circuit-breaker: '{ window: 5s, failureRate: 0.2, open: 1s, slowAfter: 2s, ramp: [1, 3] }'`,
      `watertight.dev/success-rate: '{ minHosts: 3 }'`,
      'watertight.dev/load-balancer: PENALTY_EWMA',
    ),
  )
  const { resources, problems } = readMesh([file(text)])
  expect(problems).toEqual([])
  const { clusters } = snapshotOf(resources)
  for (const key of ['films.example|80|', 'films.example|80|v1'])
    expect(clusters.get(key)).toMatchObject({
      breaker: {
        ...{ window: { ms: 5_000 }, failureRate: 0.2, openMs: 1_000, slowAfterMs: 2_000 },
        ramp: [1, 3],
      },
      outlier: { successRate: { minHosts: 3, requestVolume: 100, stdevFactor: 1.9 } },
      balancer: { is: 'penalty ewma' },
    })
})

const desk = (rates: string, gateways = '[mesh, desk]') =>
  annotated(
    virtualService(
      `hosts: ["*.example"]\ngateways: ${gateways}\nhttp: [{ name: loans, directResponse: { status: 200 } }]`,
    ),
    `watertight.dev/rate-limits: '${rates}'`,
  )

test('rates are what a gateway goes by, and nobody else', () => {
  const { resources, problems } = readMesh([
    file(
      desk(
        '{ eachClient: { perSecond: 2.5 }, routes: { loans: { all: { perSecond: 9, burst: 20 } } } }',
      ),
    ),
  ])
  expect(problems).toEqual([])
  const { rates, hosts } = snapshotOf(resources, [], { gateway: 'desk' })
  expect(rates).toEqual([{ name: 'default/films', perSecond: 2.5, burst: 3 }])
  expect(hosts.get('*.example')?.routes[0]?.rates).toEqual({
    name: 'default/films: loans',
    all: { perSecond: 9, burst: 20 },
  })
  const discovered = [{ host: 'a.example', endpoints: [] }]
  const between = snapshotOf(resources, discovered)
  expect(between.rates).toEqual([])
  expect(between.hosts.get('a.example')?.routes[0]?.rates).toBeUndefined()
})

test.each<[what: string, text: string, problem: RegExp]>([
  [
    'a name that is nearly right',
    annotated(destinationRule(policy(outlier)), `watertight.dev/circuit-braker: '{}'`),
    /WT_MESH_UNKNOWN_FIELD: metadata.annotations has no field watertight.dev\/circuit-braker/,
  ],
  [
    'a field that no breaker has',
    annotated(destinationRule(policy(outlier)), `watertight.dev/circuit-breaker: '{ rate: 1 }'`),
    /WT_MESH_UNKNOWN_FIELD: metadata.annotations.watertight.dev\/circuit-breaker has no field rate/,
  ],
  [
    'a value out of range',
    annotated(
      destinationRule(policy(outlier)),
      `watertight.dev/circuit-breaker: '{ failureRate: 2 }'`,
    ),
    /WT_MESH_VALUE: .*failureRate: it is 2/,
  ],
  [
    'waits that contradict each other',
    annotated(
      destinationRule(policy(outlier)),
      `watertight.dev/circuit-breaker: '{ open: 90s, openMax: 10s }'`,
    ),
    /WT_MESH_VALUE: watertight.dev\/circuit-breaker: .*openMaxMs/,
  ],
  [
    'two windows',
    annotated(
      destinationRule(policy(outlier)),
      `watertight.dev/circuit-breaker: '{ calls: 5, window: 1s }'`,
    ),
    /WT_MESH_ONE_OF/,
  ],
  [
    'a map where Kubernetes takes texts alone',
    annotated(destinationRule(policy(outlier)), 'watertight.dev/circuit-breaker: { calls: 5 }'),
    /WT_MESH_TYPE/,
  ],
  [
    'a text that is no YAML',
    annotated(destinationRule(policy(outlier)), `watertight.dev/circuit-breaker: '{ calls: '`),
    /WT_MESH_YAML/,
  ],
  [
    'an alias that would grow',
    annotated(
      destinationRule(policy(outlier)),
      `watertight.dev/circuit-breaker: '{ ramp: [&a 1, *a] }'`,
    ),
    /WT_MESH_YAML/,
  ],
  [
    'a detector without detection',
    annotated(
      destinationRule(policy('loadBalancer: { simple: RANDOM }')),
      `watertight.dev/success-rate: '{}'`,
    ),
    /WT_MESH_CONFLICT: .*outlierDetection/,
  ],
  [
    'two balancers',
    annotated(
      destinationRule(policy('loadBalancer: { simple: RANDOM }')),
      'watertight.dev/load-balancer: PENALTY_EWMA',
    ),
    /WT_MESH_CONFLICT: .*loadBalancer/,
  ],
  [
    'a breaker on a route',
    annotated(
      virtualService('hosts: [films.example]\nhttp: [{ directResponse: { status: 200 } }]'),
      `watertight.dev/circuit-breaker: '{}'`,
    ),
    /WT_MESH_CONFLICT: .*is for a DestinationRule/,
  ],
  [
    'rates that no gateway goes by',
    desk('{ eachClient: { perSecond: 5 } }', '[mesh]'),
    /WT_MESH_CONFLICT: .*rate-limits holds at a gateway, and these rules are for none/,
  ],
  [
    'rates of a route that is not there',
    desk('{ routes: { loan: { all: { perSecond: 5 } } } }'),
    /WT_MESH_VALUE: .*no route here has the name loan/,
  ],
  ['rates without one', desk('{ routes: { loans: {} } }'), /WT_MESH_MISSING: .*loans has no rate/],
  ['rates that say nothing', desk('{}'), /WT_MESH_MISSING: .*rate-limits says nothing/],
  [
    'a rate of none at all',
    desk('{ eachClient: { perSecond: 0 } }'),
    /WT_MESH_VALUE: .*eachClient.perSecond: it is 0/,
  ],
  [
    'half a request at once',
    desk('{ eachClient: { perSecond: 1, burst: 0.5 } }'),
    /WT_MESH_VALUE: .*eachClient.burst: it is 0.5/,
  ],
  [
    'a burst alone',
    desk('{ eachClient: { burst: 5 } }'),
    /WT_MESH_MISSING: .*eachClient has no perSecond/,
  ],
  [
    'rates of a DestinationRule',
    annotated(destinationRule(policy(outlier)), `watertight.dev/rate-limits: '{}'`),
    /WT_MESH_CONFLICT: .*is for a VirtualService/,
  ],
  [
    'a timeout of a route that is not there',
    annotated(
      virtualService('hosts: [a.example]\nhttp: [{ name: all, directResponse: { status: 200 } }]'),
      `watertight.dev/adaptive-timeouts: '{ routes: { al: {} } }'`,
    ),
    /WT_MESH_VALUE: .*adaptive-timeouts: no route here has the name al$/,
  ],
  [
    'less time than answers take',
    annotated(
      virtualService('hosts: [a.example]\nhttp: [{ name: all, directResponse: { status: 200 } }]'),
      `watertight.dev/adaptive-timeouts: '{ routes: { all: { times: 0.5 } } }'`,
    ),
    /WT_MESH_VALUE: .*times: it is 0.5/,
  ],
  [
    'timeouts that say nothing',
    annotated(
      virtualService('hosts: [a.example]\nhttp: [{ name: all, directResponse: { status: 200 } }]'),
      `watertight.dev/adaptive-timeouts: '{}'`,
    ),
    /WT_MESH_MISSING: .*adaptive-timeouts.* has no routes/,
  ],
  [
    'a breaker on an entry',
    annotated(films, `watertight.dev/circuit-breaker: '{}'`),
    /WT_MESH_CONFLICT: .*is for a DestinationRule/,
  ],
])('%s is refused', (_, text, problem) => {
  expect(told(text)).toContainEqual(expect.stringMatching(problem))
})

test.each<[how: string, said: readonly string[], place: readonly [line: number, column: number]]>([
  ['between quotes', [`'{ eachClient: { perSecnd: 5 } }'`], [5, 48]],
  ['in a block', ['|', '', '      eachClient:', '        perSecnd: 5'], [8, 9]],
  ['as it is', ['eachClient'], [5, 33]],
  [
    'in a fold, at its beginning',
    ['>', '      eachClient: { perSecond: 5,', '        burst: 0 }'],
    [5, 33],
  ],
  [
    'that is no YAML',
    ['|', '      eachClient: {', '        perSecond: 5', '      routes:'],
    [8, 7],
  ],
])('what is wrong in a text %s is told where it stands', (_, said, [line, column]) => {
  const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  annotations:
    watertight.dev/rate-limits: ${said.join('\n')}
  name: desk
spec: { hosts: [a.example], gateways: [desk], http: [{ directResponse: { status: 200 } }] }
`
  expect(readMesh([file(text)]).problems[0]?.place).toMatchObject({ line, column })
})
