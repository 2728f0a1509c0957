// Durable appends per second beside one raw transaction per event, in slices that take turns on one disk:
// `npx node --conditions=watertight-src bench/append.ts [slice ms] [rounds]`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { event, projection, type Schema } from '@watertight/domain'
import { eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import { uuidv7 } from '@watertight/ports'
import { fileStorage, systemClock, systemRandom } from '@watertight/ports/node'

const sliceMs = Number(process.argv[2] ?? 300)
const rounds = Number(process.argv[3] ?? 7)

const any: Schema<any> = {
  '~standard': { version: 1, vendor: 'watertight', validate: (value) => ({ value }) },
}
const ItemAdded = event(
  'ItemAdded',
  { cart: any, sku: any, quantity: any, pence: any, note: any },
  { tags: ['sku'] },
)
const Carts = projection('Carts', {
  hears: [ItemAdded],
  columns: { cart: 'text', sku: 'text', pence: 'integer', position: 'integer' },
  key: ['cart'],
}).on({
  ItemAdded: ({ cart, sku, pence }, { position }, rows) => rows.put({ cart, sku, pence, position }),
})
const itemOf = (n: number) =>
  ItemAdded({
    cart: `cart-${n % 997}`,
    sku: `sku-${(n * 7919) % 10_007}`,
    quantity: 1 + (n % 9),
    pence: 1_999 + (n % 500),
    note: 'gift wrapping requested by the customer at checkout, please keep the receipt out of the parcel',
  })
const meta = { correlation: '0190c2f0-7a1b-7cde-8f00-112233445566' }

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'wt-bench-'))
const storage = fileStorage(folder)
const ports = { clock: systemClock, ids: uuidv7(systemClock, systemRandom) }

interface Sample {
  readonly perSecond: number
  readonly cpuMicros: number
}
type Append = (n: number) => Promise<unknown>

async function slice(appenders: number, append: Append): Promise<Sample> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  let n = 0
  const work = async () => {
    while (performance.now() - start < sliceMs) await append(n++)
  }
  await Promise.all(Array.from({ length: appenders }, work))
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - start) / 1_000
  return { perSecond: n / seconds, cpuMicros: (user + system) / n }
}

function rawAppend(): Append {
  const db = storage.open('raw')
  db.exec('create table e(position integer primary key, stream text, data text, meta text) strict')
  const add = db.prepare('insert into e(stream, data, meta) values(?, ?, ?)')
  return async (n) => {
    db.exec('begin immediate')
    add.run(`cart-${n % 997}`, JSON.stringify(itemOf(n).data), JSON.stringify(meta))
    db.exec('commit')
  }
}

const open = (name: string, inline: readonly (typeof Carts)[]) =>
  eventStore({ engine: sqlite({ storage, name }), events: [ItemAdded], inline, ports })
const stores = { plain: await open('plain', []), 'inline row': await open('inline', [Carts]) }
const raw = rawAppend()
const cases = [1, 32, 256].flatMap((appenders) =>
  Object.entries(stores).map(([name, store]) => ({
    name: `${String(appenders).padStart(3)} ${name}`,
    appenders,
    append: ((n) => store.append(`cart-${n % 997}`, itemOf(n), { meta })) as Append,
    samples: [] as (Sample & { readonly ofRaw: number })[],
  })),
)
const limits: Sample[] = []
for (let round = 0; round <= rounds; round++)
  for (const { appenders, append, samples } of cases) {
    const limit = await slice(1, raw)
    const sample = await slice(appenders, append)
    // the first round only warms up
    if (round === 0) continue
    limits.push(limit)
    samples.push({ ...sample, ofRaw: sample.perSecond / limit.perSecond })
  }

const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1] ?? Number.NaN
const line = (name: string, ...cells: string[]) =>
  console.log(name.padEnd(24), ...cells.map((cell) => cell.padStart(10)))
console.log(`medians of ${rounds} slices of ${sliceMs} ms`)
line('appenders', 'per s', 'x raw', 'CPU us')
const rawRate = median(limits.map(({ perSecond }) => perSecond))
line(
  '  1 raw transaction',
  rawRate.toFixed(0),
  '1.00',
  median(limits.map((l) => l.cpuMicros)).toFixed(0),
)
for (const { name, samples } of cases)
  line(
    name,
    median(samples.map(({ perSecond }) => perSecond)).toFixed(0),
    median(samples.map(({ ofRaw }) => ofRaw)).toFixed(2),
    median(samples.map(({ cpuMicros }) => cpuMicros)).toFixed(0),
  )

for (const [name, store] of Object.entries(stores)) {
  let expected = 0
  for await (const { position } of store.readLog())
    if (position !== ++expected) throw new Error(`${name} has a hole at ${expected}`)
  if (expected !== (await store.head())) throw new Error(`${name} ends at ${expected}`)
  await store.close()
}
const rows = await open('inline', [Carts])
const { rows: carts, different } = await rows.verify(Carts)
if (carts === 0 || different.length > 0)
  throw new Error('the inline rows are not those of a replay')
await rows.close()
rmSync(folder, { recursive: true })
