import { execFile } from 'node:child_process'
import type { Engine } from '@watertight/eventstore'
import { names, stored } from './rebuilt.ts'

/** The read models that a process of its own makes of a log, and of nothing else. */
export const rebuiltInNewProcess = (name: string, log: string) =>
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
      { cwd: import.meta.dirname, maxBuffer: 1_000_000_000 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    )
    child.stdin?.end(log)
  })

/** The contexts whose read models are not, to the byte, what a new process makes of their logs alone. */
export async function differingFromTheirLogs(
  engineOf: (name: string) => Engine,
  ports: Parameters<typeof stored>[2],
): Promise<readonly string[]> {
  const differing: string[] = []
  for (const name of names) {
    const { log, rows } = await stored(name, engineOf(name), ports)
    if (rows.length < 300) throw new Error(`${name} has hardly any rows: ${rows}`)
    if ((await rebuiltInNewProcess(name, log)) !== rows) differing.push(name)
  }
  return differing
}
