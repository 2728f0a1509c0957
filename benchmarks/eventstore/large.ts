import { sqlite } from '@watertight/eventstore/sqlite'
import type { Storage } from '@watertight/ports'
import { check } from '../measure/check.ts'
import { median } from '../measure/statistics.ts'
import { Carts, ItemAdded, items, meta, PlainItemAdded } from './events.ts'
import { openStore, type Store } from './our-store.ts'

export interface Large {
  readonly events: number
  /** Cost of an append with this many events against one with 1e4. */
  readonly growth: number
  /** CPU of a condition over two tags, in microseconds an append. */
  readonly conditionUs: number
  readonly appendUs: number
  readonly proof: Readonly<Record<string, number>>
}

/** Appends to a log of many events, against a short one and against themselves without a condition. */
export async function largeLog(storage: Storage, many: number, rounds: number): Promise<Large> {
  const short = await openStore(sqlite({ storage, name: 'short' }))
  const long = await openStore(sqlite({ storage, name: 'long' }))
  await grow(short, 10_000)
  await grow(long, many)
  check((await long.head()) === many, 'the long log has another length')

  let n = 0
  let held = 0
  let last = many
  const plain = (store: Store) => async () => {
    const stream = `new-${n % 64}`
    const answer = await store.append(stream, ItemAdded({ ...items(n++, 1)[0] }), { meta })
    check(answer.is === 'appended', `an append answered ${answer.is}`)
    if (answer.is === 'appended' && store === long) last = answer.position
  }
  const conditional = async () => {
    const [item] = items(n++, 1)
    if (item === undefined) return
    // each tag has up to a thousand events; what was read is fifty events old, as it is when others write
    const query = { types: [ItemAdded], tags: { cart: item.cart, sku: item.sku } }
    const failIf = { query, after: last - 50 }
    const answer = await long.append(`new-${n % 64}`, ItemAdded({ ...item }), { meta, failIf })
    if (answer.is !== 'appended') return
    held++
    last = answer.position
  }
  const works = { ofShort: plain(short), ofLong: plain(long), ofCondition: conditional }
  await costsOf(64, works)
  const { ofShort, ofLong, ofCondition } = await costsOf(64 * rounds, works)
  const appendUs = median(ofLong.cpuUs)
  check(held > 0, 'no condition held')

  const before = (await long.head()) - 1
  const refusing = { types: [ItemAdded], tags: { cart: items(n, 1)[0]?.cart ?? '' } }
  await long.append('new-0', ItemAdded({ ...items(n, 1)[0] }), { meta })
  const refused = await long.append('new-0', ItemAdded({ ...items(n, 1)[0] }), {
    failIf: { query: refusing, after: before },
  })
  check(refused.is === 'conditionFailed', 'a condition that fails was not noticed')
  await Promise.all([short.close(), long.close()])
  return {
    events: many,
    growth: median(ofLong.ms) / median(ofShort.ms),
    conditionUs: median(ofCondition.cpuUs) - appendUs,
    appendUs,
    proof: { conditionsHeld: held, conditionsFailed: 1 },
  }
}

async function grow(store: Store, many: number): Promise<void> {
  const page = 1_000
  for (let from = 0; from < many; from += page)
    await store.append(
      `old-${(from / page) % 100}`,
      items(from, page).map((it) => ItemAdded({ ...it })),
      { meta },
    )
}

/** What each work cost, each time. They take turns one by one: an append costs ten times what a condition adds, and more or less of it from one second to the next. */
async function costsOf<Name extends string>(
  many: number,
  works: Readonly<Record<Name, () => Promise<unknown>>>,
) {
  const names = Object.keys(works) as Name[]
  const none = () => ({ ms: [] as number[], cpuUs: [] as number[] })
  const costs = Object.fromEntries(names.map((name) => [name, none()])) as Record<
    Name,
    ReturnType<typeof none>
  >
  for (let i = 0; i < many; i++)
    for (const name of names) {
      const cpu = process.cpuUsage()
      const start = performance.now()
      await works[name]()
      const { user, system } = process.cpuUsage(cpu)
      costs[name].ms.push(performance.now() - start)
      costs[name].cpuUs.push(user + system)
    }
  return costs
}

export interface Projected {
  readonly perSecond: number
  readonly rows: number
}

/** An asynchronous projection from the first event to the last, rows and checkpoint in one transaction. */
export async function project(storage: Storage, many: number, rounds: number): Promise<Projected> {
  const samples: number[] = []
  let rows = 0
  for (let round = 0; round < rounds; round++) {
    const store = await openStore(sqlite({ storage, name: `projected-${round}` }))
    for (let from = 0; from < many; from += 1_000)
      await store.append(
        `cart-${from % 100}`,
        items(from, 1_000).map((it) => PlainItemAdded({ ...it })),
        { meta },
      )
    const start = performance.now()
    const consumer = await store.project(Carts)
    await consumer.seen()
    samples.push((many * 1_000) / (performance.now() - start))
    check((await consumer.lag()) === 0, 'the projection did not catch up')
    const verified = await store.verify(Carts)
    check(verified.different.length === 0, 'the projection has other rows than a replay')
    rows = verified.rows
    await store.close()
  }
  check(rows === Math.min(many, 997), `${rows} rows were projected`)
  return { perSecond: median(samples), rows }
}
