export { expect } from 'vitest'

interface Registered {
  readonly name: string
  readonly body: (...row: unknown[]) => unknown
}

let registered: Registered[] = []

/** What was registered since the last time. */
export function takeTests(): Registered[] {
  const tests = registered
  registered = []
  return tests
}

export const describe = (_: string, body: () => void): void => body()

/** Stands in for Vitest's: tests are kept, and run where the mutants are. */
export const test = Object.assign(
  (name: string, body: () => unknown) => void registered.push({ name, body }),
  {
    each: (rows: readonly unknown[]) => (name: string, body: (...row: unknown[]) => unknown) => {
      for (const row of rows)
        registered.push({ name, body: () => body(...(Array.isArray(row) ? row : [row])) })
    },
  },
)
