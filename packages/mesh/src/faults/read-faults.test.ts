import { expect, test } from 'vitest'
import { inWords } from '../config/problem/problem.ts'
import { readFaults } from './read-faults.ts'

const head = 'apiVersion: watertight.dev/v1\nkind: Faults\nmetadata: { name: one }\n'
const read = (spec: string) => readFaults({ name: 'one.yaml', text: `${head}spec:\n${spec}` })
const whole = `  system: streaming
  lasts: 1m
  faults:
  - { kill: { service: ratings }, at: 1s, for: 2s, every: 10s, times: 3 }
  - partition: { from: edge, to: playback }
  traffic:
  - name: pages
    service: edge
    path: /home
    perSecond: 0.5
    expect: { availability: 99.9, every: [{ at: /rows, isFilled: true }] }
`

test('a scenario is read as it stands, times in milliseconds', () => {
  const { scenario, problems } = read(whole)
  expect(problems).toEqual([])
  expect(scenario).toMatchObject({
    ...{ name: 'one', system: 'streaming', lasts: 60_000 },
    faults: [
      { kill: { service: 'ratings' }, at: 1_000, for: 2_000, every: 10_000, times: 3 },
      { partition: { from: 'edge', to: 'playback' } },
    ],
    traffic: [{ perSecond: 0.5, expect: { availability: 99.9 } }],
  })
})

test.for([
  [
    'a fault without a kind',
    '  - at: 1s',
    'one.yaml:8:5: error WT_MESH_VALUE: spec.faults[0] says nothing to happen',
  ],
  [
    'two kinds in one',
    '  - { hang: { service: a }, kill: { service: a } }',
    'has kill and hang, of which one may be said',
  ],
  [
    'a kind that there is not',
    '  - hangs: { service: a }',
    'has no field hangs. Perhaps hang is meant',
  ],
  ['a fault after the end', '  - { hang: { service: a }, at: 2m }', 'begins when all is over'],
  ['times without every', '  - { hang: { service: a }, times: 2 }', 'has times without every'],
  [
    'one that overlaps itself',
    '  - { hang: { service: a }, for: 2s, every: 2s }',
    'comes again before it has ended',
  ],
  [
    'a status that is none',
    '  - abort: { service: a, status: 99 }',
    'must be a whole number from 200 to 599',
  ],
])('%s is told with its place', ([, fault, sentence]) => {
  const { scenario, problems } = read(`  system: s\n  lasts: 1m\n  faults:\n${fault}\n`)
  expect(scenario).toBeUndefined()
  expect(problems.map(inWords).join('\n')).toContain(sentence)
})

test.for([
  ['two kinds of traffic of one name', 'name: pages', 'two kinds of traffic are called pages'],
  [
    'a claim that says nothing',
    'name: other\n    expect: { last: [{ at: /rows }] }',
    'says nothing',
  ],
])('%s is told', ([, more, sentence]) => {
  const { problems } = read(
    `${whole}  - service: edge\n    path: /\n    perSecond: 1\n    ${more}\n`,
  )
  expect(problems.map(inWords).join('\n')).toContain(sentence)
})

test.for<[what: string, text: string, sentence: string]>([
  ['nothing', '', 'the file is empty'],
  ['another kind', 'kind: VirtualService', 'has the kind VirtualService; here Faults is read'],
  ['no map', '- 1', 'has no kind'],
  ['broken YAML', 'kind: [', 'WT_MESH_YAML'],
  ['two documents', `${head}spec:\n${whole}---\n${head}`, 'has a second document'],
  ['no spec', head, 'Faults has no spec'],
])('%s is no scenario', ([, text, sentence]) => {
  const { scenario, problems } = readFaults({ name: 'one.yaml', text })
  expect(scenario).toBeUndefined()
  expect(problems.map(inWords).join('\n')).toContain(sentence)
})
