import { writeSync } from 'node:fs'
import process from 'node:process'
import { lines, type Ports, type Storage } from '@watertight/ports'
import { nodePorts, systemClock } from '@watertight/ports/node'
import { metered } from '../rigs/metered.ts'
import { lineOf, noted } from '../rigs/recording.ts'
import { closeDoors } from './close-doors.ts'
import { load } from './load.ts'
import type { RealJob, RealMessage, RealOrder } from './message.ts'

/** The process of a learner's service, on real ports: it says what it serves and what it holds on descriptor 3, until it is killed or its standard input ends. */
const orders = lines(process.stdin)
const { word, file, name, folder, directory }: RealJob = JSON.parse((await next()) ?? '{}')
// the learner's code may change any of them
const end = process.exit.bind(process)
const { parse, stringify } = JSON
const say = (message: RealMessage | { readonly reached: string }): void =>
  void writeSync(3, `${word}${stringify(message)}\n`)

process.on('uncaughtException', (error) => {
  say({ broke: `uncaught: ${error.message}` })
  end(1)
})
const places = new Map(Object.entries(directory))
const ports = nodePorts({
  ...{ service: name, folder, directory: places },
  log: (...line) => say({ line: lineOf(...line) }),
})
let calls = 0
const fenced: Ports = {
  ...ports,
  storage: closedStorage(ports.storage),
  transport: {
    isPublic: ports.transport.isPublic,
    call: (call) => ports.transport.call(call),
    open: (call) => ports.transport.open(call),
    async serve(served, handler) {
      const server = await ports.transport.serve(served, handler)
      say({ serves: served, address: server.address })
      return server
    },
  },
}
const meter = metered(
  noted(fenced, name, (call) => {
    const called = ++calls
    say({ called, call })
    return (end) => say({ ended: called, end })
  }),
)
void obey()
closeDoors({ file, reached: (reached) => say({ reached }), isReal: true })
const start = await load(file)
if (typeof start !== 'function') say({ notLoaded: start })
else {
  try {
    await start(meter.ports)
    say({ started: true })
    tellLateness()
  } catch (error) {
    say({ broke: error instanceof Error ? error.message : String(error) })
  }
}

async function next(): Promise<string | undefined> {
  const { value, done } = await orders.next()
  return done ? undefined : value
}

async function obey(): Promise<void> {
  for (let line = await next(); line !== undefined; line = await next()) {
    const order = parse(line) as RealOrder
    if ('held' in order) say({ held: order.held, holds: meter.held() })
    else for (const [other, address] of Object.entries(order.directory)) places.set(other, address)
  }
  end(0)
}

/** A name is not a way to another folder. */
function closedStorage(storage: Storage): Storage {
  return {
    open(database) {
      if (/^[\w-]{1,60}$/.test(database)) return storage.open(database)
      say({ reached: `a database named ${String(database).slice(0, 100)}` })
      throw new Error('a database is named with letters, digits, _ and -')
    },
  }
}

/** Tells by how much this process was late, the longest so far: times that were measured meanwhile say nothing. */
function tellLateness(): void {
  const everyMs = 10
  let longest = 20
  const look = () => {
    const due = systemClock.now() + everyMs
    systemClock.after(everyMs, () => {
      const lateMs = systemClock.now() - due
      if (lateMs > longest) {
        longest = lateMs
        say({ lateMs })
      }
      look()
    })
  }
  look()
}
