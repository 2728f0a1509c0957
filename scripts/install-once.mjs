import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A lock whose owner has not touched it for this long is left over from a launcher that was killed. */
const staleMs = 10_000

/** Runs `npm ci` once per content of the lock file, however many launchers start at the same time; the signal stops it. */
export async function installOnce(root, { signal }) {
  const lockFile = readFileSync(join(root, 'package-lock.json'))
  const hash = createHash('sha256').update(lockFile).digest('hex')
  const mark = join(root, 'node_modules/.watertight-lock')
  const isInstalled = () => existsSync(mark) && readFileSync(mark, 'utf8') === hash
  if (isInstalled()) return
  const unlock = await lock(join(root, '.watertight'), signal)
  try {
    if (isInstalled()) return // by the launcher this one waited for
    console.log('Installing dependencies, once (about half a minute)')
    await npmCi(root, signal)
    mkdirSync(join(root, 'node_modules'), { recursive: true }) // a lock without packages leaves none
    writeFileSync(mark, hash)
  } finally {
    unlock()
  }
}

/** Holds `install.lock` in the folder, touching it while it is held; waits while another launcher does. */
async function lock(folder, signal) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'install.lock')
  while (!created(file)) {
    if (isStale(file)) rmSync(file, { force: true })
    else await sleep(100, undefined, { signal })
  }
  const touch = setInterval(() => {
    // gone when this machine slept and another launcher took it for left over: both then finish
    if (existsSync(file)) utimesSync(file, new Date(), new Date())
  }, 1000)
  const unlock = () => {
    clearInterval(touch)
    rmSync(file, { force: true })
  }
  process.once('exit', unlock)
  return unlock
}

function created(file) {
  try {
    closeSync(openSync(file, 'wx'))
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function isStale(file) {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs > staleMs
}

function npmCi(root, signal) {
  // under NODE_ENV=production or omit=optional npm would leave out vite, vitest or the pinned Node
  const ci = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  ci.push('--cache', cache(root))
  const npm = process.env.npm_execpath
  const options = { cwd: root, stdio: 'inherit', signal }
  const child = npm
    ? spawn(process.execPath, [npm, ...ci], options)
    : spawn('npm', ci, { ...options, shell: process.platform === 'win32' })
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`cannot run npm: ${error.message}`)))
    child.on('exit', (code, killed) =>
      code === 0 ? resolve() : reject(new Error(`npm ci ended with ${killed ?? code}: see above`)),
    )
  })
}

/** npm's own cache; beside the checkout's data for a user whose home cannot be written (`nobody`). */
function cache(root) {
  const usual = process.env.npm_config_cache ?? join(homedir(), '.npm')
  try {
    mkdirSync(usual, { recursive: true })
    accessSync(usual, constants.W_OK)
    return usual
  } catch {
    return join(root, '.watertight/npm-cache')
  }
}
