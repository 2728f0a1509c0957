import { mkdtempSync } from 'node:fs'
import { client } from './client.ts'
const f = () => mkdtempSync('/tmp/prof/d-')
const ms = Number(process.argv[2])
const all = { ours: client('./ours.ts', [f()]), bare: client('./bare.ts', [f()]) , validating: client('./bare.ts', [f(),'validating']) }
for (const c of Object.values(all)) await c.lane.slice(3000)
const rates: Record<string, number[]> = { ours: [], bare: [], validating: [] }
for (let i = 0; i < 20000 / ms; i++) for (const [k, c] of Object.entries(all)) rates[k]?.push(await c.lane.slice(ms))
for (const [k, c] of Object.entries(all)) { const s = c.cpuUs.slice(1).sort((a, b) => a - b); console.log(ms, k, s[0], s[s.length >> 2], s[s.length >> 1], rates[k]?.sort((a,b)=>a-b)[rates[k]!.length>>1]); await c.end() }
process.exit()
