import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type System, startSystem } from './system.ts'

export interface SaidVerdict {
  readonly code: number
  readonly output: string
}

/** What `watertight mesh faults apply --verify` says of a file of faults, applied to a system that runs. */
export async function verdictOn(system: System, faults: string): Promise<SaidVerdict> {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'))
  try {
    const file = join(folder, 'faults.yaml')
    writeFileSync(file, faults)
    return await system.command('mesh', 'faults', 'apply', file, '--verify')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** In a system of its own: what one fault left behind would be normal to the next. */
export async function verdictInProcesses(faults: string): Promise<SaidVerdict> {
  const system = await startSystem()
  try {
    return await verdictOn(system, faults)
  } finally {
    await system.stop()
  }
}
