import assert from 'node:assert/strict'
import { type Check, forever } from './check.ts'

/** Clock, random, ids, storage and tasks. */
export function hostConformance(check: Check): void {
  check('clock: now never goes back, sleep is never short', async ({ clock }) => {
    const before = clock.now()
    await clock.sleep(20, forever)
    assert.ok(clock.now() - before >= 19, `${clock.now() - before}`)
    assert.ok(clock.wallTime() > 1_700_000_000_000)
  })

  check('clock: timers run in order of time, and a cancelled one never', async ({ clock }) => {
    const ran: number[] = []
    clock.after(30, () => ran.push(30))
    clock.after(10, () => ran.push(10))
    clock.after(20, () => ran.push(20)).cancel()
    await clock.sleep(60, forever)
    assert.deepEqual(ran, [10, 30])
  })

  check('clock: soon is the next turn: after all promises, in order of asking', async (ports) => {
    const { clock } = ports
    const ran: string[] = []
    await new Promise<void>((resolve) => {
      for (const name of ['a', 'b', 'c', 'd']) clock.soon(() => ran.push(name))
      clock.soon(() => {
        clock.soon(resolve)
        ran.push('e')
      })
      void Promise.resolve()
        .then(() => {})
        .then(() => ran.push('promise'))
    })
    assert.deepEqual(ran, ['promise', 'a', 'b', 'c', 'd', 'e'])
  })

  check('clock: a sleeper is woken at once by its owner, with the reason', async ({ clock }) => {
    const owner = new AbortController()
    const reason = new Error('enough')
    clock.after(5, () => owner.abort(reason))
    const before = clock.now()
    await assert.rejects(clock.sleep(5000, owner.signal), reason)
    await assert.rejects(clock.sleep(5000, owner.signal), reason)
    assert.ok(clock.now() - before < 1000)
  })

  check('random: floats in [0, 1) that differ, bytes that are filled', async ({ random }) => {
    const drawn = Array.from({ length: 1000 }, () => random.next())
    assert.ok(drawn.every((x) => x >= 0 && x < 1))
    assert.ok(new Set(drawn).size > 990)
    assert.ok(random.fill(new Uint8Array(64)).some((byte) => byte !== 0))
  })

  check('ids: UUIDv7 of the time, sorted by making, never twice', async ({ clock, ids }) => {
    const made = Array.from({ length: 10_000 }, () => ids.next())
    for (const id of made)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.deepEqual([...made].sort(), made)
    assert.equal(new Set(made).size, made.length)
    const time = Number.parseInt((made[0] as string).replace('-', '').slice(0, 12), 16)
    assert.ok(Math.abs(time - clock.wallTime()) < 60_000)
  })

  check(
    'storage: what was committed is there when opened again; what was not, is not',
    async ({ storage }) => {
      const first = storage.open('books')
      first.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2)')
      first.close()
      const again = storage.open('books')
      assert.equal(again.prepare('SELECT sum(x) AS x FROM t').get()?.x, 1)
      again.close()
      const other = storage.open('other')
      assert.throws(() => other.prepare('SELECT * FROM t'), /no such table/)
      other.close()
    },
  )

  check('storage: SQLite itself says synchronous FULL', async ({ storage }) => {
    const database = storage.open('books')
    assert.equal(database.prepare('PRAGMA synchronous').get()?.synchronous, 2)
    database.close()
  })

  check('spawn: stop fires the signal and waits for the end', async ({ clock, spawn }) => {
    let ended = false
    const task = spawn('work', async (signal) => {
      await clock.sleep(10_000, signal).catch(() => {})
      ended = true
    })
    await clock.sleep(5, forever)
    await task.stop()
    assert.ok(ended)
  })

  check('spawn: a failure is not a crash of the process', async ({ spawn }) => {
    await spawn('bad', async () => Promise.reject(new Error('bad'))).done
  })
}
