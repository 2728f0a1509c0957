import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { matrix } from './matrix.ts'
import { type System, startSystem } from './system.ts'

let system: System | undefined
afterEach(() => system?.stop())

// a system of its own for each: what one fault left behind would be normal to the next
test.for(matrix('20s'))(
  'in real processes: while $name, every page comes, none of its rows is empty, and p99 is at most double',
  { timeout: 300_000 },
  async ({ text }) => {
    system = await startSystem()
    const folder = mkdtempSync(join(tmpdir(), 'faults-'))
    const file = join(folder, 'faults.yaml')
    writeFileSync(file, text)
    try {
      const { code, output } = await system.command('mesh', 'faults', 'apply', file, '--verify')
      expect({ code, output }).toMatchObject({
        code: 0,
        output: expect.stringContaining('3000 of 3000 were answered'),
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
