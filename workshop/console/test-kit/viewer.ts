import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../../..')

/** `watertight console open FILE`, and the address that it prints; rejects with what it said where it ends before. */
export async function openViewer(file: string) {
  const main = join(root, 'packages/cli/src/main.ts')
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=watertight-src', main, 'console', 'open', file],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: root },
  )
  const said: string[] = []
  const address = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        said.push(line)
        if (/^http:\S+$/.test(line)) resolve(line)
      })
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${said.join('\n')}`)))
  })
  return {
    address,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
