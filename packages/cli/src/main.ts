import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { jsonLines, nodePorts, systemClock } from '@watertight/ports/node'
import type { BuildPage } from './built-in.ts'
import { commandLine } from './command-line.ts'
import { workspaceRoot } from './discover.ts'
import { interrupts } from './interrupts.ts'
import { logLines } from './log-line.ts'
import { outputOn } from './output.ts'

const { stop, kill, interrupt } = interrupts(systemClock)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
// whoever read the output is gone (`| head`)
process.stdout.on('error', interrupt)
process.stderr.on('error', () => {})
// a command that does not heed its signal
kill.addEventListener('abort', () => systemClock.after(1_000, () => process.exit(130)))

const err = outputOn(process.stderr)
const { version } = createRequire(import.meta.url)('../package.json')
// the workspace one stands in, or the checkout this file is in
const root =
  workspaceRoot(process.cwd()) ?? workspaceRoot(import.meta.dirname) ?? import.meta.dirname

/** Pages are built in a checkout only: Vite is the repository's, not a dependency of this package. */
const buildPage: BuildPage = async (...args) => {
  const script = pathToFileURL(join(import.meta.dirname, '../../../scripts/build-page.ts'))
  const { buildPage } = (await import(script.href)) as { readonly buildPage: BuildPage }
  return buildPage(...args)
}

const exitCode = await commandLine(process.argv.slice(2), {
  ...{ root, version, out: outputOn(process.stdout), err, stop, kill, buildPage },
  ports(folder) {
    const readable = logLines([], err)
    const log = jsonLines('watertight', (line) => {
      const text = readable('watertight', line.trimEnd())
      if (text !== undefined) err.line(text)
    })
    return nodePorts({ service: 'watertight', folder, directory: new Map(), log })
  },
})
process.exit(kill.aborted ? 130 : exitCode)
