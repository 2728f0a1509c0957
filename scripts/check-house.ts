import { join } from 'node:path'
import { checkHouse } from './house/house.ts'

const { findings, read } = checkHouse(join(import.meta.dirname, '..'))
for (const { path, line, rule, says } of findings) {
  console.error(`${path}:${line} ${rule}: ${says}`)
}
console.log(`${read} modules read, ${findings.length} findings`)
process.exitCode = findings.length > 0 || read === 0 ? 1 : 0
