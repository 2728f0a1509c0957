import type { Lab } from './lab.ts'

/** Every lab there is, by its slug, in the order of learning; loaded when it is wanted. */
export const labs: Readonly<Record<string, () => Promise<Lab<any, any>>>> = {
  deadline: async () => (await import('./deadline/lab.ts')).deadline,
  retry: async () => (await import('./retry/lab.ts')).retry,
  'circuit-breaker': async () => (await import('./circuit-breaker/lab.ts')).circuitBreaker,
  'expected-revision': async () => (await import('./expected-revision/lab.ts')).expectedRevision,
  rebuild: async () => (await import('./rebuild/lab.ts')).rebuild,
  projection: async () => (await import('./projection/lab.ts')).projection,
  aggregate: async () => (await import('./aggregate/lab.ts')).aggregate,
  anticorruption: async () => (await import('./anticorruption/lab.ts')).anticorruption,
}
