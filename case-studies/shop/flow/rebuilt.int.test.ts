import { execFile } from 'node:child_process'
import { Readable } from 'node:stream'
import { seededRandom } from '@watertight/ports'
import { nodePorts } from '@watertight/ports/node'
import { afterAll, expect, it } from 'vitest'
import { rebuilt, stored } from './rebuilt.ts'
import { schedule } from './schedule.ts'

const ports = nodePorts({
  ...{ service: 'rebuilt', folder: '.watertight', directory: new Map(), log: () => {} },
})
afterAll(() => ports.stop())

const names = ['orders', 'payments', 'inventory'] as const

const inThisProcess = (name: (typeof names)[number], log: string) =>
  rebuilt(name, Readable.from([log]), ports)

/** A process of its own, which is given a log and nothing else, and says the read models that it makes of it. */
const inNewProcess = (name: string, log: string) =>
  new Promise<string>((resolve, reject) => {
    const program = `
      import { nodePorts } from '@watertight/ports/node'
      import { rebuilt } from './rebuilt.ts'
      const ports = nodePorts({ service: 'child', folder: '.', directory: new Map(), log: () => {} })
      process.stdout.write(await rebuilt(${JSON.stringify(name)}, process.stdin, ports))
      await ports.stop()`
    const how = ['--conditions=watertight-src', '--input-type=module', '--eval', program]
    const child = execFile(
      process.execPath,
      how,
      { cwd: import.meta.dirname, maxBuffer: 100_000_000 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    )
    child.stdin?.end(log)
  })

it('read models that a new process makes of the logs alone equal the live ones byte for byte, after days on which everything went wrong', {
  timeout: 300_000,
}, async () => {
  const kept = await schedule(Math.ceil(seededRandom(7).next() * 100), (logs) =>
    Promise.all(names.map((name) => stored(name, logs[name].storage, ports))),
  )
  for (const [at, { log, rows }] of kept.entries()) {
    const name = names[at] as (typeof names)[number]
    const made = await inNewProcess(name, log)
    expect(rows.length, name).toBeGreaterThan(300)
    expect(made).toBe(rows)
    expect(await inThisProcess(name, log)).toBe(rows)
  }
})
