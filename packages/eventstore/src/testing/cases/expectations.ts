import assert from 'node:assert/strict'
import { type Case, commitOf, revisions, upTo } from '../kit.ts'
import { added, paid, placed } from '../shop.ts'

export function expectationCases(it: Case): void {
  it('an expected revision that differs conflicts, names the actual one and appends nothing', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [placed(), added(), added()])
    const answer = await store.append('a', paid(), { expect: 1 })
    assert(answer.is === 'conflict')
    assert.deepEqual([answer.stream, answer.expected, answer.actual], ['a', 1, 3])
    assert.deepEqual(revisions(await answer.missed().toArray()), [2, 3])
    assert.equal(await store.head(), 3)
  })

  it('an expected revision that is met appends, and the next one is met by its answer', async ({
    open,
  }) => {
    const store = await open()
    let expect = 0
    for (const count of [1, 2, 3]) {
      const events = upTo(count).map(() => added())
      const answer = await store.append('a', events, { expect })
      assert(answer.is === 'appended')
      expect = answer.revision
    }
    assert.equal(expect, 6)
  })

  it('none accepts a new stream only, and revision 0 means the same', async ({ open }) => {
    const store = await open()
    assert.equal((await store.append('a', placed(), { expect: 'none' })).is, 'appended')
    assert.equal((await store.append('a', placed(), { expect: 'none' })).is, 'conflict')
    assert.equal((await store.append('a', placed(), { expect: 0 })).is, 'conflict')
    assert.equal((await store.append('b', placed(), { expect: 0 })).is, 'appended')
  })

  it('exists refuses a new stream', async ({ open }) => {
    const store = await open()
    assert.equal((await store.append('a', placed(), { expect: 'exists' })).is, 'conflict')
    assert.equal((await store.append('a', placed())).is, 'appended')
    assert.equal((await store.append('a', added(), { expect: 'exists' })).is, 'appended')
  })

  it('a revision expected of a stream that is not there conflicts with 0', async ({ open }) => {
    const store = await open()
    await store.append('b', placed())
    const answer = await store.append('a', added(), { expect: 3 })
    assert(answer.is === 'conflict')
    assert.equal(answer.actual, 0)
    assert.deepEqual(await answer.missed().toArray(), [])
  })

  it('a revision that lies ahead of the stream conflicts, and nothing was missed', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [placed(), added()])
    const answer = await store.append('a', added(), { expect: 9 })
    assert(answer.is === 'conflict')
    assert.deepEqual([answer.actual, await answer.missed().toArray()], [2, []])
  })

  it('missed of a stream that should not exist is the whole of it', async ({ open }) => {
    const store = await open()
    await store.append('a', [placed(), added()])
    const answer = await store.append('a', placed(), { expect: 'none' })
    assert(answer.is === 'conflict')
    assert.deepEqual(revisions(await answer.missed().toArray()), [1, 2])
  })

  it('of 20 racing creators one wins', async ({ open }) => {
    const store = await open()
    const race = upTo(20).map(() => store.append('a', placed(), { expect: 'none' }))
    const answers = await Promise.all(race)
    assert.equal(answers.filter(({ is }) => is === 'appended').length, 1)
    assert.equal(await store.head(), 1)
  })

  it('of 20 racing on one revision one wins, and the others learn the actual one', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', placed())
    const race = upTo(20).map((i) => store.append('a', added(i), { expect: 1 }))
    const answers = await Promise.all(race)
    const lost = answers.filter((answer) => answer.is === 'conflict')
    assert.deepEqual([lost.length, ...new Set(lost.map(({ actual }) => actual))], [19, 2])
    assert.equal(await store.head(), 2)
  })

  it('any never conflicts: 20 racing on one stream are all stored', async ({ open }) => {
    const store = await open()
    const race = upTo(20).map((i) => store.append('a', added(i), { expect: 'any' }))
    const answers = await Promise.all(race)
    assert(answers.every(({ is }) => is === 'appended'))
    assert.deepEqual(revisions(await store.read('a').toArray()), upTo(20))
  })

  it('the expectations of one group see the appends before them', async ({ open }) => {
    const store = await open()
    const answers = await Promise.all([
      store.append('a', placed(), { expect: 'none' }),
      store.append('a', added(), { expect: 1 }),
      store.append('a', added(), { expect: 'exists' }),
      store.append('a', paid(), { expect: 2 }),
      store.append('a', paid(), { expect: 3 }),
    ])
    assert.deepEqual(
      answers.map(({ is }) => is),
      ['appended', 'appended', 'appended', 'conflict', 'appended'],
    )
  })

  it('of several streams the first that is not as expected is named', async ({ open }) => {
    const store = await open()
    await store.append('b', placed())
    await store.append('c', placed())
    const answer = await store.appendAll([
      { stream: 'a', events: [placed()], expect: 'none' },
      { stream: 'b', events: [added()], expect: 1 },
      { stream: 'c', events: [added()], expect: 'none' },
      { stream: 'd', events: [added()], expect: 'exists' },
    ])
    assert(answer.is === 'conflict')
    assert.deepEqual([answer.stream, answer.expected, answer.actual], ['c', 'none', 1])
    assert.deepEqual(await store.read('a').toArray(), [])
  })

  it('a conflict comes before a condition, and a condition before a guarded row', async ({
    open,
    engine,
  }) => {
    const store = await open()
    await store.append('a', placed())
    const events = [
      { id: 'i', type: 'OrderPaid', version: 1, data: '{"pence":1}', meta: null, tags: [] },
    ]
    const key = { id: 1 }
    const held = { op: 'require', table: 'wt_inline', key, if: { tables: 'others' } } as const
    const failIf = { query: [], after: 0 }
    const verdictOf = async (expect: number, more: Partial<Parameters<typeof commitOf>[0]>) => {
      const parts = [{ stream: 'a', expect, events }]
      const [verdict] = await engine.commit([commitOf({ parts, writes: [held], ...more })])
      return verdict?.is
    }
    assert.equal(await verdictOf(7, { failIf }), 'conflict')
    assert.equal(await verdictOf(1, { failIf }), 'conditionFailed')
    assert.equal(await verdictOf(1, {}), 'taken')
  })
}
