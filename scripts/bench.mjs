// Plain JavaScript for Node 18 and later: it runs before anything is installed.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installOnce } from './install-once.mjs'
import { pinnedNode } from './pinned-node.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const benchmarks = join(root, 'benchmarks')
const stopped = new AbortController()
let child
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopped.abort()
    child?.kill(signal)
  })
}

// with --json the answer is all there may be on standard output
console.log = console.error
try {
  await installOnce(root, { signal: stopped.signal })
  // the peers have a lock of their own: nobody who only uses the packages waits for them
  await installOnce(benchmarks, { signal: stopped.signal })
  const entry = ['--conditions=watertight-src', join(benchmarks, 'run.ts')]
  child = spawn(pinnedNode(), [...entry, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
} catch (error) {
  fail(stopped.signal.aborted ? 'stopped' : error.message)
}
child.on('error', (error) => fail(`cannot run ${child.spawnfile}: ${error.message}`))
child.on('exit', (code) => process.exit(code ?? 1))

function fail(message) {
  console.error(message)
  process.exit(1)
}
