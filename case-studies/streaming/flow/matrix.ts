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

export interface Case {
  /** `ratings hangs`. */
  readonly name: string
  /** A file of faults that begin at once and last a minute, under 50 pages a second: all must come, whole and in time. */
  readonly text: string
}

/** Every backend with every fault; `before` is how long what is normal is measured. */
export const matrix = (before: string): readonly Case[] =>
  Object.entries(backends).flatMap(([backend, services]) =>
    Object.entries(faults).map(([fault, of]) => {
      const name = `${backend} ${fault}`
      const text = `apiVersion: watertight.dev/v1
kind: Faults
metadata: { name: "${name}" }
spec:
  system: streaming
  before: ${before}
  lasts: 60s
  faults:
${services.map((service) => `  - ${of(service)}`).join('\n')}
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
      return { name, text }
    }),
  )
