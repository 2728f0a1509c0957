import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Ports, Running, Server } from '@watertight/ports'
import { nodePorts } from '@watertight/ports/node'
import type { Messaging } from '../messaging/messaging.ts'
import type { Carrier, Life, Subject } from '../messaging/testing/place.ts'

/** Longest that something may take to become so on a busy machine. */
const patienceMs = 30_000

interface RealLife {
  readonly ports: Ports
  /** Ends everything the process has hold of, and nothing in order. */
  end(): void
  ended: boolean
}

/** Scenarios on real HTTP and real files; lives that are killed lose their databases, sockets and tasks at once. */
export const onRealPorts =
  (
    prepare: () => Promise<{ messaging: Messaging; carrier: Carrier; clear(): Promise<void> }>,
  ): Subject =>
  async (scenario) => {
    const root = mkdtempSync(join(tmpdir(), 'messaging-'))
    const directory = new Map<string, string>()
    const lives: RealLife[] = []
    const { messaging, carrier, clear } = await prepare()
    const { clock } = nodePorts({ service: 'tester', folder: root, directory, log: () => {} })
    const owner = new AbortController()
    const pass = (ms: number) => clock.sleep(ms, owner.signal)
    const host = async <R extends Running>(
      name: string,
      start: (ports: Ports) => Promise<R>,
    ): Promise<Life<R>> => {
      const begin = async () => {
        const life = mortal(name, join(root, name), directory)
        lives.push(life)
        return { life, running: await start(life.ports) }
      }
      let now = await begin()
      return {
        get running() {
          return now.running
        },
        get ports() {
          return now.life.ports
        },
        kill: () => now.life.end(),
        async restart() {
          now = await begin()
        },
      }
    }
    try {
      await scenario({
        ...{ messaging, carrier, pass, host },
        async until(isSo) {
          for (const end = clock.now() + patienceMs; !(await isSo()); await pass(20))
            if (clock.now() > end) throw new Error(`it is not so after ${patienceMs} ms`)
        },
      })
    } finally {
      for (const life of lives) life.end()
      await clear()
      rmSync(root, { recursive: true, force: true })
    }
  }

function mortal(service: string, folder: string, directory: Map<string, string>): RealLife {
  const real = nodePorts({ service, folder, directory, log: () => {} })
  const databases: DatabaseSync[] = []
  const servers: Server[] = []
  const { transport, storage } = real
  const life: RealLife = {
    ended: false,
    ports: {
      ...real,
      storage: {
        open(name) {
          const database = storage.open(name)
          databases.push(database)
          return database
        },
      },
      transport: {
        isPublic: transport.isPublic,
        call: (call) => transport.call(call),
        open: (call) => transport.open(call),
        async serve(name, handler) {
          const server = await transport.serve(name, handler)
          servers.push(server)
          return server
        },
      },
    },
    end() {
      if (life.ended) return
      life.ended = true
      for (const database of databases) if (database.isOpen) database.close()
      void Promise.allSettled([...servers.map((server) => server.close()), real.stop()])
    },
  }
  return life
}
