import { expect, test } from 'vitest'
import { scenarioOf, verify } from './virtual.ts'

const backends = {
  catalog: ['catalog'],
  recommendations: ['recommendations-1', 'recommendations-2'],
  'one of two recommendations': ['recommendations-2'],
  playback: ['playback'],
  ratings: ['ratings'],
}
const faults = {
  'is dead': (service: string) => `kill: { service: ${service} }`,
  hangs: (service: string) => `hang: { service: ${service} }`,
  'is slow': (service: string) => `slow: { service: ${service}, by: 2s }`,
  'is a little slow': (service: string) => `slow: { service: ${service}, by: 60ms }`,
  'answers 500': (service: string) => `abort: { service: ${service}, status: 500 }`,
}
const cases = Object.entries(backends).flatMap(([backend, services]) =>
  Object.entries(faults).map(([fault, of]) => [`${backend} ${fault}`, services.map(of)] as const),
)

test.for(cases)(
  'while %s, every page comes, none of its rows is empty, and p99 is at most double',
  { timeout: 240_000 },
  async ([name, struck]) => {
    const text = `apiVersion: watertight.dev/v1
kind: Faults
metadata: { name: "${name}" }
spec:
  system: streaming
  before: 60s
  lasts: 60s
  faults:
${struck.map((fault) => `  - ${fault}`).join('\n')}
  traffic:
  - name: pages
    service: edge
    path: /home?viewer={n}
    perSecond: 50
    expect:
      availability: 100
      p99TimesNormal: 2
      every: [{ at: /rows/*/films, isFilled: true }]
`
    const { findings, figures } = await verify(scenarioOf({ name, text }))
    expect(findings.filter(({ isMet }) => !isMet)).toEqual([])
    expect(figures.pages?.struck.requests).toBe(3_000)
  },
)
