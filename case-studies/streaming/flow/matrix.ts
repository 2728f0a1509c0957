const backends = {
  catalog: ['catalog'],
  recommendations: ['recommendations-1', 'recommendations-2'],
  'one of two recommendations': ['recommendations-2'],
  playback: ['playback'],
  ratings: ['ratings'],
}
const faults = {
  'is dead': (service: string) => `kill: { service: ${service} }`,
  'answers 500': (service: string) => `abort: { service: ${service}, status: 500 }`,
  'is slow': (service: string) => `slow: { service: ${service}, by: 2s }`,
  'is a little slow': (service: string) => `slow: { service: ${service}, by: 60ms }`,
  hangs: (service: string) => `hang: { service: ${service} }`,
}

export interface Case {
  /** `ratings hangs`. */
  readonly name: string
  /** A file of faults that begin at once, under 50 pages a second: all must come, whole and in time. */
  readonly text: string
}

export interface Spans {
  /** How long what is normal is measured, and how long the faults last: `60s`. */
  readonly before: string
  readonly lasts: string
}

/** Every backend with every fault. */
export const matrix = (spans: Spans): readonly Case[] =>
  Object.entries(backends).flatMap(([backend, services]) =>
    Object.entries(faults).map(([fault, of]) =>
      caseOf(`${backend} ${fault}`, services.map(of), spans),
    ),
  )

/** Each backend once, and each fault once. */
export const diagonal = (spans: Spans): readonly Case[] =>
  matrix(spans).filter((_, i) => isOnDiagonal(i))

/** All others. */
export const beside = (spans: Spans): readonly Case[] =>
  matrix(spans).filter((_, i) => !isOnDiagonal(i))

const isOnDiagonal = (i: number) => i % (Object.keys(faults).length + 1) === 0

const caseOf = (name: string, faults: readonly string[], { before, lasts }: Spans): Case => ({
  name,
  text: `apiVersion: watertight.dev/v1
kind: Faults
metadata: { name: "${name}" }
spec:
  system: streaming
  before: ${before}
  lasts: ${lasts}
  faults:
${faults.map((fault) => `  - ${fault}`).join('\n')}
  traffic:
  - name: pages
    service: edge
    path: /home?viewer={n}
    perSecond: 50
    expect:
      availability: 100
      p99TimesNormal: 2
      every: [{ at: /rows/*/films, isFilled: true }]
`,
})
