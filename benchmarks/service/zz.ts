import { mkdtempSync } from 'node:fs'
import { client } from './client.ts'
const f = mkdtempSync('/tmp/prof/d-')
const which = process.argv[2] === 'bare' ? './bare.ts' : './ours.ts'
const c = client(which, [f, ...(process.argv[3] ? [process.argv[3]] : [])])
await c.lane.slice(3000)
for (let i = 0; i < 30; i++) await c.lane.slice(300)
console.log(which, [...c.cpuUs].sort((a, b) => a - b)[7])
console.log("n", await c.verify()); await c.end()
setTimeout(() => process.exit(), 1000)
