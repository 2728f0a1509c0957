import type { Lab } from './lab.ts'

/** Every lab there is, by its slug; loaded when it is wanted. */
export const labs: Readonly<Record<string, () => Promise<Lab<any, any>>>> = {
  deadline: async () => (await import('./deadline/lab.ts')).deadline,
}
