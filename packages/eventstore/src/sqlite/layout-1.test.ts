import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStorage } from '@watertight/ports/node'
import { afterEach, beforeEach, test } from 'vitest'
import { layout1Cases } from '../fixtures/layout-1-cases.ts'
import { sqlite } from './sqlite.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-layout-'))
  const fixture = join(import.meta.dirname, '../../fixtures/layout-1.sqlite')
  cpSync(fixture, join(folder, 'layout-1.sqlite'))
})
afterEach(() => rmSync(folder, { recursive: true }))

layout1Cases(test, () => sqlite({ storage: fileStorage(folder), name: 'layout-1' }))
