import { mkdtempSync } from 'node:fs'
import { fileStorage } from '@watertight/ports/node'
import { sqlite } from '@watertight/eventstore/sqlite'
import { openStore } from '../eventstore/our-store.ts'
import { DatabaseSync } from 'node:sqlite'
const dir = mkdtempSync('/tmp/prof/d-')
const store = await openStore(sqlite({ storage: fileStorage(dir), name: 'x' }))
for (let i = 0; i < 2000; i++) await store.append(`order-${i}`, [{ type: 'PlainItemAdded', data: { sku: 'a', quantity: 1, pricePence: 1 } as any } as any]).catch(async (e) => { console.log(e.message); process.exit() })
import { readdirSync } from 'node:fs'
const file = readdirSync(dir).find((x) => x.endsWith('sqlite'))!
const db = new DatabaseSync(dir + '/' + file)
const cols = 'e.position, e.stream_id, e.revision, e.type_id, e.version, e.at, e.id, e.tags, e.data, e.meta'
const st = db.prepare(`select ${cols} from wt_events e where e.stream_id = (select id from wt_streams where name = ?) and e.revision > ? and e.revision < ? order by e.revision asc limit (? + 0)`)
st.setReturnArrays(true)
const idOf = db.prepare('select id, revision from wt_streams where name = ?')
const one = db.prepare('select 1'); 
const time = (name: string, f: (i: number) => void) => { for (let i = 0; i < 20000; i++) f(i); const t = process.cpuUsage(); for (let i = 0; i < 100000; i++) f(i); const d = process.cpuUsage(t); console.log(name, ((d.user + d.system) / 100000).toFixed(2), 'us') }

const cpu = (name: string, per: number, f: () => void) => { const t = process.cpuUsage(); const w = performance.now(); f(); const d = process.cpuUsage(t); console.log(name, ((d.user + d.system) / per).toFixed(2), 'us cpu', ((performance.now() - w) * 1000 / per).toFixed(2), 'wall') }
let n = 10_000
for (const round of [1, 2, 3]) {
  let inRead = 0, inApp = 0, wall = 0
  const now = () => { const { user, system } = process.cpuUsage(); return user + system }
  for (let i = 0; i < 500; i++) {
    const base = n; n += 32
    let t = now(); const w = performance.now()
    for (let k = 0; k < 32; k++) await store.read(`order-${base + k}`).toArray()
    wall += performance.now() - w
    inRead += now() - t; t = now()
    await Promise.all(Array.from({ length: 32 }, (_, k) => store.append(`order-${base + k}`, [{ type: 'PlainItemAdded', data: { sku: 'a', quantity: 1, pricePence: 1 } as any } as any])))
    inApp += now() - t
  }
  console.log('per command: read', inRead / 16000, 'wall', wall * 1000 / 16000, 'append', inApp / 16000)
}
process.exit()
