import assert from 'node:assert/strict'
import { type Case, positions, upTo } from '../kit.ts'
import { added, counted, ItemAdded, OrderPaid, OrderPlaced, paid, placed } from '../shop.ts'

export function conditionCases(it: Case): void {
  it('failIf refuses when a matching event came after, and names its position', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', placed('bob'))
    await store.append('b', [placed('ann'), added(1, 'tea'), added(2, 'tea')])
    const query = { types: [ItemAdded], tags: { sku: 'tea' } }
    const refused = await store.append('c', added(), { failIf: { query, after: 2 } })
    assert.deepEqual(refused, { is: 'conditionFailed', position: 3 })
    const accepted = await store.append('c', added(3, 'milk'), { failIf: { query, after: 4 } })
    assert.equal(accepted.is, 'appended')
  })

  it('failIf takes types only, tags only, several parts, and words never stored', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [placed('ann'), added(1, 'tea')])
    const unknown = { tags: { sku: 'none' } }
    const queries = [
      [{ types: [OrderPlaced] }, 'conditionFailed'],
      [{ tags: { sku: 'tea' } }, 'conditionFailed'],
      [[unknown, { tags: { customer: 'ann' } }], 'conditionFailed'],
      [[{ types: [OrderPaid] }, { types: [ItemAdded], tags: { sku: 'tea' } }], 'conditionFailed'],
      [{ tags: { sku: 'tea', customer: 'ann' } }, 'appended'],
      [[unknown, { types: [OrderPaid] }], 'appended'],
    ] as const
    for (const [query, expected] of queries) {
      const answer = await store.append('x', placed('bob'), { failIf: { query, after: 0 } })
      assert.equal(answer.is, expected, JSON.stringify(query))
    }
  })

  it('of several matching events failIf names the first', async ({ open }) => {
    const store = await open()
    await store.append('a', [added(1, 'milk'), added(2, 'tea'), placed('ann'), added(3, 'tea')])
    const query = [{ tags: { sku: 'tea' } }, { types: [OrderPlaced] }, { tags: { sku: 'milk' } }]
    const answer = await store.append('b', paid(), { failIf: { query, after: 1 } })
    assert.deepEqual(answer, { is: 'conditionFailed', position: 2 })
  })

  it('of 10 racing conditional appends one wins', async ({ open }) => {
    const store = await open()
    const failIf = { query: { types: [ItemAdded], tags: { sku: 'last' } }, after: 0 }
    const race = upTo(10).map((i) => store.append(`s${i}`, added(1, 'last'), { failIf }))
    const answers = await Promise.all(race)
    assert.equal(answers.filter(({ is }) => is === 'appended').length, 1)
  })

  it('failIf looks only behind its position', async ({ open }) => {
    const store = await open()
    await store.append('a', [added(1, 'tea'), added(2, 'milk')])
    const query = { tags: { sku: 'tea' } }
    const append = (after: number) => store.append('b', paid(), { failIf: { query, after } })
    assert.deepEqual(await append(0), { is: 'conditionFailed', position: 1 })
    assert.equal((await append(1)).is, 'appended')
    assert.equal((await append(999)).is, 'appended')
  })

  it('failIf over everything lets nothing come between', async ({ open }) => {
    const store = await open()
    await store.append('a', placed())
    const append = (after: number) => store.append('b', paid(), { failIf: { query: {}, after } })
    assert.equal((await append(1)).is, 'appended')
    assert.deepEqual(await append(1), { is: 'conditionFailed', position: 2 })
  })

  it('failIf does not meet the events of its own append', async ({ open }) => {
    const store = await open()
    const failIf = { query: { tags: { sku: 'tea' } }, after: 0 }
    const answer = await store.append('a', [added(1, 'tea'), added(2, 'tea')], { failIf })
    assert.equal(answer.is, 'appended')
  })

  it('failIf holds for several streams at once, and refuses all of them', async ({ open }) => {
    const store = await open()
    await store.append('a', added(1, 'tea'))
    const parts = ['b', 'c'].map((stream) => ({ stream, events: [placed()] }))
    const failIf = { query: { tags: { sku: 'tea' } }, after: 0 }
    assert.equal((await store.appendAll(parts, { failIf })).is, 'conditionFailed')
    assert.equal(await store.head(), 1)
    const after = { failIf: { ...failIf, after: 1 } }
    assert.equal((await store.appendAll(parts, after)).is, 'appended')
  })

  it('failIf takes two tags and finds only events that have both', async ({ open }) => {
    const store = await open()
    await store.append('a', [
      counted('tea', 1, true),
      counted('milk', 2, true),
      counted('tea', 2, false),
      counted('tea', 2, true),
    ])
    const query = { tags: { sku: 'tea', shelf: 2, sealed: 'true' } }
    const append = (after: number) => store.append('b', paid(), { failIf: { query, after } })
    assert.deepEqual(await append(0), { is: 'conditionFailed', position: 4 })
    assert.equal((await append(4)).is, 'appended')
  })

  it('a tag that is a number or a boolean is found by its value', async ({ open }) => {
    const store = await open()
    await store.append('a', [counted('tea', 1, true), counted('tea', 10, false), counted('0', 0)])
    const at = async (tags: { [field: string]: string | number }) =>
      positions(await store.readLog({ where: { tags } }).toArray())
    assert.deepEqual(await at({ shelf: 1 }), [1])
    assert.deepEqual(await at({ shelf: 0 }), [3])
    assert.deepEqual(await at({ sealed: 'false' }), [2, 3])
    assert.deepEqual(await at({ sku: '0' }), [3])
  })

  it('tags that differ by case, accent or space are different', async ({ open }) => {
    const store = await open()
    const skus = ['tea', 'Tea', 'TEA', 'téa', 'tea ', 'te\u0301a', 't%a', 't_a', '']
    await store.append(
      'a',
      skus.map((sku) => added(1, sku)),
    )
    for (const [i, sku] of skus.entries()) {
      const read = await store.readLog({ where: { tags: { sku } } }).toArray()
      assert.deepEqual(positions(read), [i + 1])
    }
  })

  it('a query of a hundred parts finds what any of them would', async ({ open }) => {
    const store = await open()
    for (let i = 1; i <= 100; i++) await store.append('a', added(i, `sku-${i}`))
    const query = upTo(100).map((i) => ({ types: [ItemAdded], tags: { sku: `sku-${101 - i}` } }))
    assert.deepEqual(positions(await store.readLog({ where: query }).toArray()), upTo(100))
    const refused = await store.append('b', paid(), { failIf: { query, after: 40 } })
    assert.deepEqual(refused, { is: 'conditionFailed', position: 41 })
  })

  it('a refused condition leaves the stream as it was', async ({ open }) => {
    const store = await open()
    await store.append('a', added())
    const failIf = { query: {}, after: 0 }
    for (let i = 0; i < 3; i++) await store.append('a', added(), { failIf })
    const answer = await store.append('a', added(), { expect: 1 })
    assert(answer.is === 'appended')
    assert.deepEqual([answer.revision, answer.position], [2, 2])
  })
}
