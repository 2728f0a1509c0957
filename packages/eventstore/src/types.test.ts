import { event, plus, projection } from '@watertight/domain'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { expectTypeOf, test } from 'vitest'
import { memory } from './memory/memory.ts'
import { eventStore } from './store.ts'
import { CaseClock } from './testing/clock.ts'
import {
  added,
  events,
  ItemAdded,
  Order,
  OrderList,
  OrderPaid,
  paid,
  placed,
  Requests,
  text,
} from './testing/shop.ts'

const clock = new CaseClock()
const ports = { clock, ids: uuidv7(clock, seededRandom(1)) }
const open = () =>
  eventStore({ engine: memory(), events, inline: [OrderList], tables: [Requests], ports })

const Other = event('Other', { a: text })
const otherTable = { hears: [Other], key: ['a'] } as const

test('an answer holds only what the options of its append make possible', async () => {
  const store = await open()
  const plain = await store.append('a', placed())
  expectTypeOf(plain.is).toEqualTypeOf<'appended'>()
  const guarded = await store.append('a', [added()], { expect: 1, ids: ['x'] })
  expectTypeOf(guarded.is).toEqualTypeOf<'appended' | 'duplicate' | 'conflict'>()
  if (guarded.is === 'conflict') expectTypeOf(guarded.actual).toEqualTypeOf<number>()
  const failIf = { query: { types: [OrderPaid], tags: { sku: 'a' } }, after: 0 }
  const conditioned = await store.append('a', paid(), { failIf })
  expectTypeOf(conditioned.is).toEqualTypeOf<'appended' | 'conditionFailed'>()
  await store.close()
})

test('what is read has the types that were asked for', async () => {
  const store = await open()
  await store.append('a', [placed(), added(), paid()])
  for await (const e of store.readLog({ where: { types: [OrderPaid, ItemAdded] } })) {
    expectTypeOf(e.type).toEqualTypeOf<'OrderPaid' | 'ItemAdded'>()
    if (e.type === 'ItemAdded') expectTypeOf(e.data.sku).toEqualTypeOf<string>()
  }
  const { state } = await store.load(Order, 'a')
  expectTypeOf(state.pence).toEqualTypeOf<number>()
  const decided = await store.loadQuery(Order, { types: [ItemAdded] })
  expectTypeOf(decided.state.paid).toEqualTypeOf<boolean>()
  const row = await store.rows(OrderList).get({ order: 'a' })
  if (row) expectTypeOf(row.paidAt).toEqualTypeOf<number | null>()
  await store.close()
})

/** Never called: each line is a mistake the compiler must find. */
export async function mistakes() {
  const store = await open()
  const OtherList = projection('OtherList', {
    ...otherTable,
    columns: { a: 'text', n: 'integer?' },
  }).on({ Other: ({ a }, _, rows) => rows.put({ a, n: null }) })
  const other = Other({ a: '1' })

  // @ts-expect-error an event of another context
  await store.append('a', other)
  // @ts-expect-error one right, one wrong
  await store.append('a', [paid(), other])
  // @ts-expect-error 'new' is no expectation
  await store.append('a', paid(), { expect: 'new' })
  // @ts-expect-error a query over an event this log does not have
  store.readLog({ where: { types: [Other] } })
  // @ts-expect-error a decision over an event this log does not have
  await store.loadQuery(Order, { types: [Other] })
  // @ts-expect-error a projection of another context
  await store.project(OtherList)
  // @ts-expect-error the same, inline
  await eventStore({ engine: memory(), events, inline: [OtherList], ports })
  // @ts-expect-error a clock and ids are not optional
  await eventStore({ engine: memory(), events })
  // @ts-expect-error a column that is not there
  await store.rows(OrderList).get({ ordr: 'a' })
  // @ts-expect-error rows alone have no answer but written and taken
  if ((await store.write([])).is === 'conflict') return

  const counted = projection('P', { ...otherTable, columns: { a: 'text', n: 'integer' } })
  // @ts-expect-error a revision cannot be computed with, only stored
  counted.on({ Other: ({ a }, { revision }, rows) => rows.put({ a, n: revision + 1 }) })
  // @ts-expect-error a missing column
  counted.on({ Other: ({ a }, _, rows) => rows.put({ a }) })
  const named = projection('P', { ...otherTable, columns: { a: 'text', n: 'text' } })
  // @ts-expect-error an increment of a text
  named.on({ Other: ({ a }, _, rows) => rows.patch({ a }, { n: plus(1) }) })
  const both = projection('P', { hears: [Other, OrderPaid], columns: { a: 'text' }, key: ['a'] })
  // @ts-expect-error an event heard, not handled
  both.on({ Other: ({ a }, _, rows) => rows.put({ a }) })
}
