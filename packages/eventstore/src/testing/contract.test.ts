import type { Storage } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { describe, test } from 'vitest'
import { sqlitePlace } from '../fixtures/sqlite-place.ts'
import { memory } from '../memory/memory.ts'
import { sqlite } from '../sqlite/sqlite.ts'
import { contract, type Runner } from './contract.ts'

contract({ describe, test }, 'memory', {
  durable: false,
  place: () => ({ open: memory, remove: () => {} }),
})

contract({ describe, test }, 'sqlite on files, the writer on the main thread', {
  durable: true,
  place: () => sqlitePlace('main'),
})

// every case starts a thread, or several: the whole suite is in contract.long.test.ts
contract(everyTenth(), 'sqlite on files, the writer on a thread: every tenth case', {
  durable: true,
  place: () => sqlitePlace('thread'),
})

function everyTenth(): Runner {
  let n = 0
  return {
    describe,
    test: (name, body) => void (n++ % 10 === 0 && test(name, body)),
  }
}

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
