import { Readable } from 'node:stream'
import { sqlite } from '@watertight/eventstore/sqlite'
import { seededRandom } from '@watertight/ports'
import { nodePorts } from '@watertight/ports/node'
import { afterAll, expect, it } from 'vitest'
import { names, rebuilt, stored } from './rebuilt.ts'
import { rebuiltInNewProcess } from './rebuilt-elsewhere.ts'
import { schedule } from './schedule.ts'

const ports = nodePorts({
  ...{ service: 'rebuilt', folder: '.watertight', directory: new Map(), log: () => {} },
})
afterAll(() => ports.stop())

const inThisProcess = (name: (typeof names)[number], log: string) =>
  rebuilt(name, Readable.from([log]), ports)

it('read models that a new process makes of the logs alone equal the live ones byte for byte, after days on which everything went wrong', {
  timeout: 300_000,
}, async () => {
  const kept = await schedule(Math.ceil(seededRandom(7).next() * 100), (logs) =>
    Promise.all(
      names.map((name) => stored(name, sqlite({ storage: logs[name].storage, name }), ports)),
    ),
  )
  for (const [at, { log, rows }] of kept.entries()) {
    const name = names[at] as (typeof names)[number]
    const made = await rebuiltInNewProcess(name, log)
    expect(rows.length, name).toBeGreaterThan(300)
    expect(made).toBe(rows)
    expect(await inThisProcess(name, log)).toBe(rows)
  }
})
