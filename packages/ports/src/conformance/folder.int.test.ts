import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { nodeFolder } from '../node/folder.ts'
import { VirtualFolder } from '../virtual/folder.ts'
import { folderConformance } from './folder.ts'

describe('a folder in memory', () =>
  folderConformance({
    test,
    newFolder() {
      const folder = new VirtualFolder()
      return {
        folder,
        write: (name, text) => folder.write(name, text),
        remove: (name) => folder.remove(name),
        destroy: () => folder.destroy(),
      }
    },
  }))

describe('a folder of Node', () =>
  folderConformance({
    test,
    newFolder() {
      const path = mkdtempSync(join(tmpdir(), 'folder-'))
      return {
        folder: nodeFolder(path),
        write: (name, text) => writeFileSync(join(path, name), text),
        remove: (name) => rmSync(join(path, name)),
        destroy: () => rmSync(path, { recursive: true, force: true }),
      }
    },
  }))
