import assert from 'node:assert/strict'
import type { Commit, NewEvent, QueryItem } from '../../engine.ts'
import { type Case, commitOf, positions, revisions, upTo } from '../kit.ts'
import { Requests } from '../shop.ts'

const event = (id: string, tags: readonly string[] = []): NewEvent => ({
  id,
  type: tags.length > 0 ? 'ItemAdded' : 'OrderPaid',
  version: 1,
  data: '{"pence":1}',
  meta: null,
  tags,
})
const append = (stream: string, ids: readonly string[], more: Partial<Commit> = {}) =>
  commitOf({ parts: [{ stream, expect: 'any', events: ids.map((id) => event(id)) }], ...more })

/** The adapter alone, as the store above it asks. */
export function engineCases(it: Case): void {
  it('a batch has a verdict for each commit, in order', async ({ open, engine }) => {
    await open()
    const verdicts = await engine.commit([
      append('a', ['1', '2']),
      append('b', ['3'], { failIf: { query: [], after: 0 } }),
      append('a', ['4']),
      commitOf({ parts: [{ stream: 'a', expect: 'none', events: [event('5')] }] }),
      append('a', ['1', '2'], { repeatable: true }),
      append('b', ['4'], { repeatable: true }),
    ])
    assert.deepEqual(verdicts, [
      { is: 'appended', revisions: [2], position: 2, at: 1 },
      { is: 'conditionFailed', position: 1 },
      { is: 'appended', revisions: [3], position: 3, at: 1 },
      { is: 'conflict', stream: 'a', expected: 'none', actual: 3 },
      { is: 'duplicate', revisions: [2], position: 2, at: 1 },
      { is: 'idsPartlyUsed', ids: ['4'] },
    ])
  })

  it('an id is stored once, whoever sends it, and costs the others of its group nothing', async ({
    open,
    engine,
  }) => {
    await open()
    await engine.commit([append('a', ['1'])])
    const verdicts = await engine.commit([
      append('a', ['2']),
      append('b', ['1']),
      append('b', ['3', '3']),
      append('b', ['4']),
    ])
    assert.deepEqual(
      verdicts.map(({ is }) => is),
      ['appended', 'failed', 'failed', 'appended'],
    )
    const { events } = await engine.readLog([], { limit: 10 })
    assert.deepEqual(
      events.map(({ id, stream, revision }) => [id, stream, revision]),
      [
        ['1', 'a', 1],
        ['2', 'a', 2],
        ['4', 'b', 1],
      ],
    )
  })

  it('a page of a stream is what its range says', async ({ open, engine }) => {
    await open()
    await engine.commit([append('b', ['0']), append('a', upTo(9).map(String))])
    const page = async (range: Parameters<typeof engine.readStream>[1]) =>
      revisions(await engine.readStream('a', range))
    assert.deepEqual(await page({ limit: 3 }), [1, 2, 3])
    assert.deepEqual(await page({ after: 3, upTo: 6, limit: 9 }), [4, 5, 6])
    assert.deepEqual(await page({ after: 3, upTo: 6, limit: 2 }), [4, 5])
    assert.deepEqual(await page({ after: 6, backwards: true, limit: 2 }), [5, 4])
    assert.deepEqual(await page({ upTo: 4, backwards: true, limit: 2 }), [4, 3])
    assert.deepEqual(await page({ after: 9, limit: 2 }), [])
    assert.deepEqual(await page({ after: 1, backwards: true, limit: 2 }), [])
  })

  it('a page of the log tells how far it has looked, and where the log ends', async ({
    open,
    engine,
  }) => {
    await open()
    const tea = (id: string) =>
      commitOf({ parts: [{ stream: 'a', expect: 'any', events: [event(id, ['sku:tea'])] }] })
    await engine.commit([append('a', ['1', '2']), tea('3'), append('a', ['4']), tea('5')])
    await engine.commit([append('a', ['6'])])
    const query: QueryItem[] = [{ types: [], tags: ['sku:tea'] }]
    const page = async (range: Parameters<typeof engine.readLog>[1]) => {
      const { events, scanned, head } = await engine.readLog(query, range)
      return [positions(events), scanned, head]
    }
    assert.deepEqual(await page({ limit: 9 }), [[3, 5], 6, 6])
    assert.deepEqual(await page({ limit: 1 }), [[3], 3, 6])
    assert.deepEqual(await page({ after: 3, limit: 1 }), [[5], 5, 6])
    assert.deepEqual(await page({ after: 5, limit: 1 }), [[], 6, 6])
    assert.deepEqual(await page({ upTo: 4, limit: 9 }), [[3], 4, 6])
    assert.deepEqual((await page({ after: 5, backwards: true, limit: 9 }))[0], [3])
  })

  it('the position at a time is the last one recorded by then', async ({ open, engine }) => {
    await open()
    assert.equal(await engine.positionAt(1_000), 0)
    const times = [10, 10, 20, 15, 40]
    for (const [i, now] of times.entries()) await engine.commit([append('a', [`${i}`], { now })])
    const at = (ms: number) => engine.positionAt(ms)
    assert.deepEqual(await Promise.all([9, 10, 19, 20, 39, 40, 99].map(at)), [0, 2, 2, 4, 4, 5, 5])
  })

  it('streams are listed in the order of their names, each with its revision', async ({
    open,
    engine,
  }) => {
    await open()
    assert.deepEqual(await engine.streams({ limit: 9 }), [])
    await engine.commit([append('b', ['1']), append('a', ['2', '3']), append('B', ['4'])])
    await engine.commit([append('é', ['5']), append('b', ['6'])])
    const all = [
      { stream: 'B', revision: 1 },
      { stream: 'a', revision: 2 },
      { stream: 'b', revision: 2 },
      { stream: 'é', revision: 1 },
    ]
    assert.deepEqual(await engine.streams({ limit: 9 }), all)
    assert.deepEqual(await engine.streams({ after: 'a', limit: 1 }), all.slice(2, 3))
    assert.deepEqual(await engine.streams({ after: 'az', limit: 9 }), all.slice(2))
    assert.deepEqual(await engine.streams({ after: 'é', limit: 9 }), [])
  })

  it('an event comes back as it was given, with its place', async ({ open, engine }) => {
    await open()
    const given = {
      id: 'i',
      type: 'Τύπος',
      version: 7,
      data: ' { "a" : 1.0 } ',
      meta: '{ "b":2}',
      tags: ['z:1', 'a:2', 'z:1'],
    }
    const parts = [{ stream: 'a', expect: 'none' as const, events: [given] }]
    await engine.commit([commitOf({ parts, now: 1_234 })])
    const [stored] = await engine.readStream('a', { limit: 1 })
    assert.deepEqual({ ...stored }, { ...given, stream: 'a', revision: 1, position: 1, at: 1_234 })
  })

  it('a reading while a batch is stored has all of a commit or none of it', async ({
    open,
    engine,
  }) => {
    await open({ tables: [Requests] })
    const seen: number[] = []
    for (let i = 0; i < 10; i++) {
      const writes = [Requests.put({ key: 'k', body: '', position: { stamp: 'position', of: 9 } })]
      const ids = upTo(10).map((n) => `${i}-${n}`)
      const [, { events }, rows] = await Promise.all([
        engine.commit([append('a', ids, { writes })]),
        engine.readLog([], { after: i * 10, limit: 100 }),
        engine.rows({ table: 'requests', where: {} }),
      ])
      seen.push(events.length % 10, Number(rows[0]?.position ?? 0) % 10)
    }
    assert.deepEqual([...new Set(seen)], [0])
  })

  it('what is committed is read by the next call', async ({ open, engine }) => {
    await open({ tables: [Requests] })
    for (let i = 1; i <= 20; i++) {
      const row = { key: 'k', body: '', position: i }
      await engine.commit([append('a', [`${i}`], { writes: [Requests.put(row)] })])
      const [head, page, stream, rows] = await Promise.all([
        engine.head(),
        engine.readLog([], { after: i - 1, limit: 1 }),
        engine.readStream('a', { limit: 1, backwards: true }),
        engine.rows({ table: 'requests', where: {} }),
      ])
      assert.deepEqual(
        [head, page.head, positions(page.events), revisions(stream), rows],
        [i, i, [i], [i], [row]],
      )
    }
  })

  it('opening again changes nothing, and closing again is closing once', async ({
    open,
    engine,
  }) => {
    await open()
    await engine.commit([append('a', ['1'])])
    await engine.open([])
    assert.equal(await engine.head(), 1)
    await engine.close()
    await engine.close()
  })
}
