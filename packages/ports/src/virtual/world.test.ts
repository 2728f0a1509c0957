import type { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { json, lines, type Ports, type Running, reply, seededRandom, text } from '../index.ts'
import { drawFaults, type Fault, outside, VirtualWorld } from './index.ts'

const forever = new AbortController().signal
const hosts = ['ping', 'pong']

/** Counts on its disk what it is sent. */
async function pong({ storage, transport, clock, random }: Ports): Promise<Running> {
  const database = storage.open('pong')
  database.exec('CREATE TABLE IF NOT EXISTS seen (ball INTEGER PRIMARY KEY) STRICT')
  const see = database.prepare('INSERT OR IGNORE INTO seen VALUES (?)')
  const server = await transport.serve('pong', async ({ body, signal }) => {
    await clock.sleep(random.next() * 10, signal)
    see.run(Number(text(body)))
    return reply(200, database.prepare('SELECT count(*) AS n FROM seen').get())
  })
  return {
    async stop() {
      await server.close()
      database.close()
    },
  }
}

/** Sends each ball until it is answered. */
async function ping({ transport, clock, random }: Ports, balls: number): Promise<number> {
  let answers = 0
  for (let ball = 0; ball < balls; ball++) {
    for (;;) {
      const deadline = clock.now() + 200
      const sent = { to: 'pong', method: 'POST', path: '/', body: `${ball}`, deadline }
      const answer = await transport.call(sent).catch(() => undefined)
      if (answer?.status === 200) {
        answers = (json(answer.body) as { n: number }).n
        break
      }
      await clock.sleep(50 * random.next(), forever)
    }
  }
  return answers
}

async function play(seed: number, faults: readonly Fault[], keepTrace = false) {
  const world = new VirtualWorld({ seed, faults, keepTrace })
  const answers = await world.run(async () => {
    await world.host('pong', pong)
    return new Promise<number>((resolve) => {
      // ping itself is not crashed here: its promise is what the test waits for
      void world.host('ping', async (ports) => resolve(await ping(ports, 20)))
    })
  })
  await world.stop()
  const { hash, events, trace, now } = world.kernel
  return { answers, hash, events, trace, now }
}

const drawn = (seed: number) =>
  drawFaults(seededRandom(seed).next, hosts, 8, 3000).filter(
    (fault) => fault.kind !== 'crash' || fault.host === 'pong',
  )

test('the same seed gives the same history, line by line, whatever goes wrong; another seed another', async () => {
  const hashes = new Set<number>()
  for (let seed = 1; seed <= 20; seed++) {
    const first = await play(seed, drawn(seed), true)
    const second = await play(seed, drawn(seed), true)
    expect(second).toEqual(first)
    expect(first.answers).toBe(20)
    hashes.add(first.hash)
  }
  expect(hashes.size).toBe(20)
})

test('keeping the trace changes nothing', async () => {
  const { trace, ...kept } = await play(3, drawn(3), true)
  const { trace: none, ...plain } = await play(3, drawn(3))
  expect(trace?.length).toBeGreaterThan(50)
  expect(none).toBeUndefined()
  expect(plain).toEqual(kept)
})

test('every kind of fault is drawn, in its time and between two hosts', () => {
  const seen = new Set<string>()
  for (let seed = 0; seed < 200; seed++)
    for (const fault of drawFaults(seededRandom(seed).next, hosts, 6, 1000)) {
      seen.add(fault.kind)
      expect(fault.at + fault.for).toBeLessThanOrEqual(1000)
      if ('from' in fault) expect(fault.from).not.toBe(fault.to)
    }
  expect([...seen].sort()).toEqual(['crash', 'cut', 'drop', 'duplicate', 'hang', 'reorder', 'slow'])
})

/** The order in which twelve calls, sent a millisecond apart, arrive. */
async function arrivals(faults: readonly Fault[]): Promise<number[]> {
  const world = new VirtualWorld({ seed: 1, faults })
  const seen: number[] = []
  await world.run(async () => {
    await world.host('pong', async ({ transport }) => {
      await transport.serve('pong', async ({ path }) => {
        seen.push(Number(path.slice(1)))
        return reply(200, 1)
      })
    })
    await world.host('ping', async ({ transport, clock }) => {
      const calls: Promise<unknown>[] = []
      for (let n = 0; n < 12; n++) {
        const deadline = clock.now() + 5000
        calls.push(transport.call({ to: 'pong', method: 'GET', path: `/${n}`, deadline }))
        await clock.sleep(25, forever)
      }
      await Promise.all(calls)
    })
  })
  await world.stop()
  return seen
}

test('reorder makes the messages of a link overtake each other in its window, and loses none', async () => {
  const inOrder = Array.from({ length: 12 }, (_, n) => n)
  const reorder = (from: string, to: string): Fault => ({
    kind: 'reorder',
    at: 0,
    for: 150,
    from,
    to,
    ms: 400,
  })
  expect(await arrivals([])).toEqual(inOrder)
  expect(await arrivals([reorder('pong', 'ping')])).toEqual(inOrder)
  const seen = await arrivals([reorder('ping', 'pong')])
  expect(seen).not.toEqual(inOrder)
  expect([...seen].sort((a, b) => a - b)).toEqual(inOrder)
  // sent after the window
  expect(seen.filter((n) => n >= 6)).toEqual(inOrder.slice(6))
})

test('the chunks of one stream stay in order under reorder', async () => {
  const fault: Fault = { kind: 'reorder', at: 0, for: 10_000, from: 'pong', to: 'ping', ms: 300 }
  const world = new VirtualWorld({ seed: 2, faults: [fault] })
  const seen: string[] = []
  await world.run(async () => {
    await world.host('pong', async ({ transport }) => {
      await transport.serve('pong', async () => ({
        status: 200,
        headers: {},
        body: (async function* () {
          for (let n = 0; n < 10; n++) yield `${n}\n`
        })(),
      }))
    })
    await world.host('ping', async ({ transport, clock }) => {
      const deadline = clock.now() + 1000
      const call = { to: 'pong', method: 'GET', path: '/', deadline, idleMs: 1000 }
      for await (const line of lines((await transport.open(call)).body)) seen.push(line)
    })
  })
  await world.stop()
  expect(seen.join('')).toBe('0123456789')
})

test('a crash ends tasks where they stand, settles none of their promises, closes databases, and breaks the peers calls', async () => {
  const events: string[] = []
  const databases: DatabaseSync[] = []
  let lives = 0
  const fault: Fault = { kind: 'crash', host: 'victim', at: 100, for: 100 }
  const world = new VirtualWorld({
    seed: 1,
    faults: [fault],
    log: (_, message) => events.push(message),
  })
  const told = (name: string) => () => events.push(name)
  await world.run(async () => {
    await world.host('peer', async ({ transport, clock }) => {
      await transport.serve('peer', async ({ signal }) => {
        await clock.sleep(60_000, signal).catch(told('the peer sees its caller go'))
        return reply(200, 1)
      })
    })
    await world.host('victim', async ({ transport, clock, spawn, storage }) => {
      const life = ++lives
      const database = storage.open('books')
      databases.push(database)
      database.exec('CREATE TABLE IF NOT EXISTS t (life); BEGIN; INSERT INTO t VALUES (0)')
      if (life > 1) database.exec('ROLLBACK')
      await transport.serve('victim', async ({ signal }) => {
        await clock.sleep(60_000, signal).catch(told('a dead handler wakes'))
        return reply(200, 1)
      })
      if (life > 1) return
      const task = spawn('loop', async (signal) => {
        try {
          for (;;) {
            await clock.sleep(30, signal)
            events.push('tick')
          }
        } finally {
          events.push('a dead task ends')
        }
      })
      void task.done.then(told('a dead promise settles'))
      const deadline = Number.POSITIVE_INFINITY
      const call = transport.call({ to: 'peer', method: 'GET', path: '/', deadline })
      call.then(told('a dead call is answered'), told('a dead call fails'))
      clock.soon(() => clock.after(500, told('a dead timer fires')))
    })
    await world.host('caller', async ({ transport, clock }) => {
      const deadline = Number.POSITIVE_INFINITY
      const call = { to: 'victim', method: 'GET', path: '/', deadline }
      await transport.call(call).catch((error) => events.push(error.code))
      await clock.sleep(2000, forever)
    })
  })
  expect(events).toEqual(['tick', 'tick', 'tick', ...new Set(events.slice(3))])
  expect([...events.slice(3)].sort()).toEqual(['WT_LOST', 'the peer sees its caller go'])
  expect(lives).toBe(2)
  expect(databases.map((database) => database.isOpen)).toEqual([false, true])
  expect(databases[1]?.prepare('SELECT count(*) AS n FROM t').get()?.n).toBe(0)
  await world.stop()
  expect(databases[1]?.isOpen).toBe(false)
})

test('crashes that overlap are one: the service starts again after the last', async () => {
  const started: number[] = []
  const crash = (at: number, until: number): Fault => ({
    kind: 'crash',
    host: 'one',
    at,
    for: until - at,
  })
  const world = new VirtualWorld({ seed: 1, faults: [crash(10, 100), crash(50, 300)] })
  await world.run(async () => {
    await world.host('one', async ({ clock }) => void started.push(clock.now()))
    await world.host('other', async ({ clock }) => clock.sleep(1000, forever))
  })
  await world.stop()
  expect(started).toEqual([0, 300])
})

test('stop ends the faults, lets services finish what they have in hand, and ends tasks and servers', async () => {
  const events: string[] = []
  const fault: Fault = { kind: 'cut', at: 0, for: 1e9, from: 'one', to: 'two' }
  const crash: Fault = { kind: 'crash', host: 'one', at: 1000, for: 1e9 }
  const world = new VirtualWorld({ seed: 1, faults: [fault, crash] })
  await world.run(async () => {
    await world.host('two', async ({ transport }) => {
      await transport.serve('two', async () => reply(200, 1))
    })
    await world.host('one', async ({ transport, clock, spawn }) => {
      spawn('loop', async (signal) => {
        await clock.sleep(1e9, signal).catch(() => {})
        await clock.sleep(5000, forever)
        events.push('task ended')
      })
      return {
        async stop() {
          const deadline = clock.now() + 5000
          const call = { to: 'two', method: 'GET', path: '/', deadline }
          events.push(`goodbye ${(await transport.call(call)).status}`)
        },
      }
    })
  })
  await world.stop()
  expect(events).toEqual(['goodbye 200', 'task ended'])
})

test('a service that does not stop, and one that does not start again, are reported', async () => {
  const stuck = new VirtualWorld({ seed: 1 })
  await stuck.host('one', async () => ({ stop: () => new Promise<void>(() => {}) }))
  await expect(stuck.stop()).rejects.toThrow('nothing left to wake')

  const fault: Fault = { kind: 'crash', host: 'one', at: 10, for: 10 }
  const broken = new VirtualWorld({ seed: 1, faults: [fault] })
  let lives = 0
  const run = broken.run(async () => {
    await broken.host('one', async () => {
      if (++lives > 1) throw new Error('the disk is not as expected')
    })
    await broken.host('other', async ({ clock }) => clock.sleep(100, forever))
  })
  await expect(run).rejects.toThrow('the disk is not as expected')
})

test('a host is crashed and started again when somebody says so', async () => {
  const started: number[] = []
  const world = new VirtualWorld({ seed: 1 })
  await world.run(async () => {
    await world.host('one', async ({ clock }) => void started.push(clock.now()))
    await world.host('other', async ({ clock }) => {
      await clock.sleep(10, forever)
      world.crash('one')
      await clock.sleep(10, forever)
      world.restart('one')
    })
  })
  await world.stop()
  expect(started).toEqual([0, 20])
})

test('what happens outside takes no virtual time, however long it takes', async () => {
  const world = new VirtualWorld({ seed: 1 })
  const seen: string[] = []
  const real = () => outside(new Promise<void>((resolve) => setImmediate(setImmediate, resolve)))
  await world.run(async () => {
    await world.host('impatient', async ({ clock }) => {
      void clock.sleep(1, forever).then(() => seen.push(`slept ${clock.now()}`))
      for (let call = 1; call <= 3; call++) {
        await real()
        seen.push(`called ${clock.now()}`)
      }
      await clock.sleep(2, forever)
    })
  })
  expect(seen).toEqual(['called 0', 'called 0', 'called 0', 'slept 1'])
  await world.stop()
})
