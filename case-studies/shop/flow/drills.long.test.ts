import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drills } from '../drills/drills.ts'
import { type System, startSystem, watertight } from './system.ts'

let system: System
beforeAll(async () => {
  system = await startSystem()
}, 120_000)
afterAll(() => system?.stop())

test.for(drills)(
  '$name ends as it has to in real processes',
  { timeout: 600_000 },
  async ({ name }) => {
    const child = watertight('shop', 'drill', name, '--data', system.data, '--json')
    const [said, [code]] = await Promise.all([text(child.stdout as Readable), once(child, 'exit')])
    const [verdict] = JSON.parse(said)
    expect(verdict.findings.filter(({ isMet }: { isMet: boolean }) => !isMet)).toEqual([])
    expect(code).toBe(0)
  },
)
