import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStorage } from '@watertight/ports/node'
import { expect, test } from 'vitest'
import { lock } from './lock.ts'

test('a folder has one holder at a time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-lock-'))
  try {
    const first = lock(fileStorage(folder))
    expect(first).toBeDefined()
    expect(lock(fileStorage(folder))).toBeUndefined()
    first?.release()
    const second = lock(fileStorage(folder))
    expect(second).toBeDefined()
    second?.release()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
