import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '@watertight/ports'
import { fileStorage } from '@watertight/ports/node'
import { VirtualWorld } from '@watertight/ports/virtual'
import { describe, test } from 'vitest'
import { memory } from '../memory/memory.ts'
import { sqlite } from '../sqlite/sqlite.ts'
import { contract } from './contract.ts'

contract({ describe, test }, 'memory', {
  durable: false,
  place: () => ({ open: memory, remove: () => {} }),
})

for (const writer of ['main', 'thread'] as const)
  contract({ describe, test }, `sqlite on files, the writer on ${writer}`, {
    durable: true,
    place() {
      const folder = mkdtempSync(join(tmpdir(), 'wt-log-'))
      const storage = fileStorage(folder)
      return {
        open: () => sqlite({ storage, name: 'log', writer }),
        remove: () => rmSync(folder, { recursive: true }),
      }
    },
  })

contract({ describe, test }, 'sqlite in the virtual world', {
  durable: true,
  place() {
    const world = new VirtualWorld({ seed: 1 })
    let storage: Storage | undefined
    void world.host('one', async (ports) => {
      storage = ports.storage
    })
    return {
      open: () => sqlite({ storage: storage as Storage, name: 'log' }),
      remove: () => world.stop(),
    }
  },
})
