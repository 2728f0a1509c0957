import { parseArgs } from 'node:util'
import { nodePorts } from '@watertight/ports/node'
import { host } from '../host.ts'
import { messagingFrom } from '../messaging/jetstream/messaging-from.ts'
import { books, Entered } from '../messaging/testing/contexts.ts'
import { tampered } from '../messaging/testing/tampering.ts'

// The books in a process of their own, which kills itself with SIGKILL at one exact point, or says what it has entered once that is enough.

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '' },
    bank: { type: 'string', default: '' },
    nats: { type: 'string' },
    until: { type: 'string', default: '0' },
    /** `before` or `after` the first lot, or `within` commit number `at`. */
    kill: { type: 'string' },
    at: { type: 'string', default: '1' },
  },
})
const die = () => process.kill(process.pid, 'SIGKILL')
const ports = nodePorts({
  ...{ service: 'books', folder: values.data, log: () => {} },
  directory: new Map([['bank', values.bank]]),
})

let commits = 0
const storage: typeof ports.storage = {
  open(name) {
    const database = ports.storage.open(name)
    const prepare = database.prepare.bind(database)
    database.prepare = (sql) => {
      const statement = prepare(sql)
      if (values.kill !== 'within' || !/^\s*(insert|update)\b[\s\S]*service_feeds/i.test(sql))
        return statement
      const run = statement.run.bind(statement)
      statement.run = (...given: never[]) => {
        const answer = run(...given)
        if (++commits === Number(values.at)) die()
        return answer
      }
      return statement
    }
    return database
  },
}
const messaging = tampered(
  messagingFrom(values.nats === undefined ? [] : ['--nats', values.nats]),
  {
    ...(values.kill === 'before' && { before: () => void die() }),
    ...(values.kill === 'after' && { after: () => void die() }),
  },
)
const hosted = await host({ ...ports, storage }, { context: books(() => false), messaging })
const owner = new AbortController()
while ((await hosted.store.head()) < Number(values.until)) await ports.clock.sleep(20, owner.signal)
const events = await hosted.store.readLog().toArray()
const entered = events
  .filter(({ type }) => type === Entered.type)
  .map(({ stream, data }) => [stream, (data as { readonly number: number }).number])
process.stdout.write(`${JSON.stringify(entered)}\n`)
await hosted.stop()
await ports.stop()
