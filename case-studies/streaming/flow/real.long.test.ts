import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type System, startSystem } from './system.ts'

let system: System
beforeAll(async () => {
  system = await startSystem()
}, 120_000)
afterAll(() => system?.stop())

// dead, hanging, slow, answering 500; the others run in virtual time. Each takes a real minute, and half a one to be well again
test.for(['recommendations-dead', 'ratings-hang', 'ratings-slow', 'ratings-errors'])(
  '%s ends as it says in real processes',
  { timeout: 300_000 },
  async (name) => {
    const file = join(import.meta.dirname, '../scenarios', `${name}.yaml`)
    const { code, output } = await system.command('mesh', 'faults', 'apply', file, '--verify')
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('as expected'),
    })
  },
)
