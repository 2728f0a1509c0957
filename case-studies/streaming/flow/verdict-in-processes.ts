import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSystem } from './system.ts'

/** What `watertight mesh faults apply --verify` says of a file of faults. A system of its own for each: what one fault left behind would be normal to the next. */
export async function verdictInProcesses(
  faults: string,
): Promise<{ readonly code: number; readonly output: string }> {
  const system = await startSystem()
  const folder = mkdtempSync(join(tmpdir(), 'faults-'))
  try {
    const file = join(folder, 'faults.yaml')
    writeFileSync(file, faults)
    return await system.command('mesh', 'faults', 'apply', file, '--verify')
  } finally {
    rmSync(folder, { recursive: true })
    await system.stop()
  }
}
