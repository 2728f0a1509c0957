import type { Ports } from '@watertight/ports'

/** Its process is killed before or after its durable commit or outgoing call number `at`. */
export interface Kill {
  readonly at: number
  readonly when: 'before' | 'after'
}

/** The ports of a process that kills itself, with SIGKILL, at exactly this point of its work. `committed` hears of each commit, `points` counts what could have been one. */
export function mortal(ports: Ports, kill: Kill | undefined, committed: () => void) {
  let points = 0
  const die = () => {
    process.kill(process.pid, 'SIGKILL')
    // the kernel does not come back to this thread
    for (;;);
  }
  const begins = () => {
    const isLast = ++points === kill?.at
    if (isLast && kill?.when === 'before') die()
    return isLast
  }
  const { storage, transport } = ports
  const mortalPorts: Ports = {
    ...ports,
    storage: {
      open(name) {
        const database = storage.open(name)
        const exec = database.exec.bind(database)
        database.exec = (sql) => {
          if (sql !== 'commit') return exec(sql)
          const isLast = begins()
          exec(sql)
          if (isLast) die()
          committed()
        }
        return database
      },
    },
    transport: {
      isPublic: transport.isPublic,
      open: (call) => transport.open(call),
      serve: (name, handler) => transport.serve(name, handler),
      async call(call) {
        const isLast = begins()
        const answer = await transport.call(call)
        if (isLast) die()
        return answer
      },
    },
  }
  return { ports: mortalPorts, points: () => points }
}
