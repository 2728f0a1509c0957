import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** In place of npm: notes its call, waits for the file `go`, and "installs" a vitest that prints its arguments. */
const npm = `
import { appendFileSync, existsSync, mkdirSync, watch, writeFileSync } from 'node:fs'
appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n')
const install = () => {
  mkdirSync('node_modules/vitest', { recursive: true })
  writeFileSync('node_modules/vitest/vitest.mjs', 'console.log(process.argv.slice(2).join(" "))')
  process.exit(Number(process.env.NPM_STATUS ?? 0))
}
if (existsSync('go')) install()
watch('.', () => existsSync('go') && install())
`

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watertight-launch-'))
  mkdirSync(join(root, 'scripts'))
  for (const file of ['launch.mjs', 'install-once.mjs', 'pinned-node.mjs']) {
    cpSync(join(import.meta.dirname, file), join(root, 'scripts', file))
  }
  writeFileSync(join(root, 'package-lock.json'), '{}')
  writeFileSync(join(root, 'npm.mjs'), npm)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function launch(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [join(root, 'scripts/launch.mjs'), ...args], {
    cwd: tmpdir(),
    env: {
      ...process.env,
      npm_lifecycle_event: undefined,
      npm_execpath: join(root, 'npm.mjs'),
      ...env,
    },
  })
}

async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output }
}

const calls = () => readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n')
const letNpmFinish = () => writeFileSync(join(root, 'go'), '')

test('two launchers at once install once, and both run', async () => {
  const both = [launch(['test', 'one']), launch(['test', 'two'])].map(ended)
  letNpmFinish()
  const [one, two] = await Promise.all(both)
  expect(one).toMatchObject({ code: 0, output: expect.stringContaining('run one') })
  expect(two).toMatchObject({ code: 0, output: expect.stringContaining('run two') })
  expect(calls()).toHaveLength(1)
})

test('what is installed is not installed again until the lock file changes', async () => {
  letNpmFinish()
  await ended(launch(['test']))
  await ended(launch(['test']))
  expect(calls()).toHaveLength(1)
  writeFileSync(join(root, 'package-lock.json'), '{"changed":true}')
  await ended(launch(['test']))
  expect(calls()).toHaveLength(2)
})

test('a lock left by a killed launcher is taken over', async () => {
  letNpmFinish()
  mkdirSync(join(root, '.watertight'))
  const lock = join(root, '.watertight/install.lock')
  writeFileSync(lock, '')
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(lock, longAgo, longAgo)
  expect(await ended(launch(['test']))).toMatchObject({ code: 0 })
  expect(existsSync(lock)).toBe(false)
})

test('a failed install is told, runs nothing, and is tried again', async () => {
  letNpmFinish()
  const failed = await ended(launch(['test', 'one'], { NPM_STATUS: '7' }))
  expect(failed.code).toBe(1)
  expect(failed.output).toContain('npm ci ended with 7')
  expect(failed.output).not.toContain('run one')
  expect(await ended(launch(['test', 'one']))).toMatchObject({ code: 0 })
})

test('the install asks for development packages and needs no home of its own', async () => {
  letNpmFinish()
  const home = join(root, 'home')
  writeFileSync(home, 'a file: no cache folder can be made in it')
  await ended(launch(['test'], { HOME: home, npm_config_cache: undefined, NODE_ENV: 'production' }))
  expect(calls()[0]).toContain('--include=dev --include=optional')
  expect(calls()[0]).toContain(`--cache ${join(root, '.watertight/npm-cache')}`)
})

test('one signal during the install stops the launcher and lets the next one in', async () => {
  const child = launch(['test'])
  const end = ended(child)
  await new Promise((resolve) => child.stdout?.once('data', resolve)) // "Installing …"
  child.kill('SIGINT')
  expect(await end).toMatchObject({ code: 1, output: expect.stringContaining('stopped') })
  letNpmFinish()
  expect(await ended(launch(['test']))).toMatchObject({ code: 0 })
})

test('an unknown word is refused with the words there are', async () => {
  const { code, output } = await ended(launch(['tests']))
  expect({ code, output: output.trim() }).toEqual({
    code: 1,
    output: 'expected one of start, test, got tests',
  })
})
