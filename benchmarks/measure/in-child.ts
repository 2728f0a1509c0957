import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A young space that no measured slice fills, so that bytes can be counted; and a say in when to collect. */
const heap = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256']

/** What hangs is ended, and said to have. */
const patienceMs = 300_000

/** Runs a module's default export in a process of its own: what others have warmed up or left behind does not reach it. */
export async function inChild<T>(module: URL, ...input: readonly unknown[]): Promise<T> {
  const child = fork(fileURLToPath(import.meta.url), [module.href, JSON.stringify(input)], {
    execArgv: ['--conditions=watertight-src', ...heap],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    timeout: patienceMs,
  })
  let answer: { readonly value: T } | undefined
  child.on('message', (message) => {
    answer = message as { readonly value: T }
  })
  const [code, signal] = await once(child, 'exit')
  if (!answer)
    throw new Error(`${module.pathname} ended with ${signal ?? code} and no answer: see above`)
  return answer.value
}

if (process.send) {
  // an unreferenced timer may be all that a measured call waits for
  process.channel?.ref()
  process.once('disconnect', () => process.exit())
  const [href = '', input = '[]'] = process.argv.slice(2)
  const { default: run } = await import(href)
  const value = await run(...JSON.parse(input))
  process.send({ value }, () => process.exit())
}
