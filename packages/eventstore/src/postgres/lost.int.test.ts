import assert from 'node:assert/strict'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { systemClock as clock } from '@watertight/ports/node'
import { afterEach, inject, test } from 'vitest'
import { addressOf, place, run } from '../fixtures/postgres-place.ts'
import { eventStore } from '../store.ts'
import { code, positions, upTo } from '../testing/kit.ts'
import { added, events, placed, Requests } from '../testing/shop.ts'

const desk = inject('postgres')
const connection = await addressOf(desk)
const ports = { clock, ids: uuidv7(clock, seededRandom(3)) }

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A way to the server that can lose what is on it. */
async function way(to: string) {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  let losesAnswers = false
  let lost = 0
  const server: Server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    let isLost = false
    near.on('data', (bytes) => {
      isLost ||= losesAnswers && bytes.includes('wt_append')
      far.write(bytes)
    })
    far.on('data', (bytes) => {
      if (isLost) {
        lost++
        near.destroy()
      } else if (!near.destroyed) near.write(bytes)
    })
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  const listen = (on: number) =>
    new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve))
  await listen(0)
  const own = (server.address() as { port: number }).port
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  ends.push(() => {
    cut()
    server.close()
  })
  const url = new URL(to)
  url.port = String(own)
  return {
    url: url.href,
    cut,
    /** Delivers what appends, and not its answer, until one is lost. */
    async loseAnswer(): Promise<void> {
      losesAnswers = true
      const before = lost
      while (lost === before) await new Promise<void>((next) => clock.soon(next))
      losesAnswers = false
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        cut()
      }),
    open: () => listen(own),
  }
}

async function storeOn(through: { readonly url: string }, patienceMs = 10_000) {
  const here = place(connection)
  ends.push(here.remove)
  const engine = place(through.url, { schema: here.schema, patienceMs }).open()
  const store = await eventStore({ engine, events, tables: [Requests], ports })
  ends.push(store.close)
  return store
}

test('an append whose answer was lost is found by its ids: stored once, and answered as if nothing had happened', async () => {
  const through = await way(connection)
  const store = await storeOn(through)
  await store.append('a', placed())
  const lost = through.loseAnswer()
  const append = store.append('a', [added(1), added(2)], { expect: 1 })
  await lost
  const answer = await append
  assert(answer.is === 'appended')
  assert.deepEqual([answer.revision, answer.position], [3, 3])
  assert.deepEqual(positions(await store.readLog().toArray()), upTo(3))
})

test('of rows alone whose answer was lost nobody can know, and that is said', async () => {
  const through = await way(connection)
  const store = await storeOn(through)
  const lost = through.loseAnswer()
  const row = { key: 'k', body: '', position: 0 }
  await assert.rejects(store.write([Requests.claim(row)]), code('WT_OUTCOME_UNKNOWN'))
  await lost
  assert.deepEqual(await store.rows(Requests).get({ key: 'k' }), row)
})

test('a server that comes back in time costs a consumer and appends only time', async () => {
  const through = await way(connection)
  const store = await storeOn(through)
  const seen: number[] = []
  const consumer = await store.consume('c', { handle: ({ position }) => void seen.push(position) })
  await store.append('a', placed())
  await consumer.seen()
  await through.close()
  const appends = upTo(3).map((i) => store.append('a', added(i)))
  const reading = store.read('a').toArray()
  await through.open()
  assert.deepEqual(positions(await Promise.all(appends)), [2, 3, 4])
  assert((await reading).length >= 1)
  await consumer.seen(4)
  assert.deepEqual(seen, upTo(4))
})

test('a server that does not come back fails calls by code when patience ends, and nothing is stored', async () => {
  const through = await way(connection)
  const store = await storeOn(through, 0)
  await store.append('a', placed())
  await through.close()
  // the first call finds the connection broken, the second finds no server
  await assert.rejects(store.append('a', added()))
  await assert.rejects(store.append('a', added()), code('WT_DATABASE_UNREACHABLE'))
  await assert.rejects(store.read('a').toArray(), code('WT_DATABASE_UNREACHABLE'))
  await through.open()
  assert.equal((await store.append('a', added())).revision, 2)
})

test('connections that the server ends are made anew', async () => {
  const store = await storeOn({ url: connection })
  for (const i of upTo(5)) {
    const answers = upTo(20).map(() => store.append('a', added(i)))
    await run(
      connection,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'watertight' and pid <> pg_backend_pid()`,
    )
    await Promise.all(answers)
  }
  assert.deepEqual(positions(await store.readLog().toArray()), upTo(100))
})

test('a restarted server is found again: what was acknowledged is there, and appends go on', async () => {
  const name = 'restarted'
  const own = await addressOf(desk, name)
  const here = place(own, { schema: 'log' })
  const store = await eventStore({ engine: here.open(), events, ports })
  ends.push(store.close)
  const acknowledged: number[] = []
  let ended = false
  const appending = (async () => {
    while (!ended) acknowledged.push((await store.append('a', added())).position)
  })()
  for (const _ of upTo(2)) {
    const before = acknowledged.length
    while (acknowledged.length < before + 20) await new Promise<void>((next) => clock.soon(next))
    await fetch(`${desk}/${name}`, { method: 'POST' })
  }
  ended = true
  await appending
  assert.deepEqual(acknowledged, upTo(acknowledged.length))
  assert.deepEqual(positions(await store.readLog().toArray()), acknowledged)
}, 60_000)
