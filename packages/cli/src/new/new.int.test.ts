import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lines } from '@watertight/ports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { versions } from './workspace-files.ts'

const repository = join(import.meta.dirname, '../../../..')
const main = join(repository, 'packages/cli/src/main.ts')
const bin = (name: string) => join(repository, 'node_modules/.bin', name)

/** A stranger's root, where the packages are found as if they were installed. */
let root: string
beforeAll(() => {
  mkdirSync(join(repository, '.watertight'), { recursive: true })
  root = mkdtempSync(join(repository, '.watertight/new-'))
  writeFileSync(join(root, 'package.json'), '{"workspaces":["tools/*","contexts/*"]}')
  // what is not published yet is taken from its sources
  const config = "export default { ssr: { resolve: { conditions: ['watertight-src'] } } }"
  writeFileSync(join(root, 'vitest.config.ts'), config)
})
afterAll(() => rmSync(root, { recursive: true }))

const watertight = (...args: string[]) =>
  spawnSync(process.execPath, ['--conditions=watertight-src', main, ...args], {
    cwd: root,
    encoding: 'utf8',
  })

test('it makes a workspace that type checks, whose tests pass and which up finds, in either topology', {
  timeout: 120_000,
}, async () => {
  const { status, stdout } = watertight('new', 'table-bookings')
  expect(status).toBe(0)
  expect(stdout).toContain('contexts/table-bookings is there:')
  expect(stdout).toContain('npx watertight up --only table-bookings')

  const folder = join(root, 'contexts/table-bookings')
  const types = spawnSync(bin('tsc'), ['-p', folder], { encoding: 'utf8' })
  expect([types.status, types.stdout]).toEqual([0, ''])
  // what git ignores Biome ignores, unless told
  const biome = spawnSync(bin('biome'), ['check', '--vcs-enabled=false', folder], {
    cwd: repository,
    encoding: 'utf8',
  })
  expect([biome.status, biome.stdout]).toEqual([0, expect.stringContaining('Checked 9 files')])
  const tests = spawnSync(bin('vitest'), ['run', 'contexts/table-bookings'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(tests.stdout).toMatch(/Tests.*4 passed/)
  expect(tests.status).toBe(0)

  for (const topology of ['split', 'single']) {
    const answers = await onRunning(topology, async (address) => {
      const book = async (guests: number) => {
        const answer = await fetch(`${address}/booking/7/book-table`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ guests, day: '2099-05-01' }),
        })
        return `${answer.status} ${await answer.text()}`
      }
      return [await book(9), await book(4), await book(4)]
    })
    if (topology === 'split') {
      expect(answers[0]).toMatch(/^409 .*CannotBook.*9 guests, and the largest table seats 8/)
      expect(answers[1]).toBe('201 {"stream":"booking-7","revision":1,"position":1}')
    }
    expect(answers[2]).toMatch(/^409 .*AlreadyBooked/)
  }
})

/** Runs `up` and does the work at its address; Ctrl-C must end it cleanly. */
async function onRunning<T>(topology: string, work: (address: string) => Promise<T>): Promise<T> {
  const args = ['up', '--only', 'table-bookings', '--port', '0', '--json', '--topology', topology]
  const up = spawn(process.execPath, ['--conditions=watertight-src', main, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(up, 'exit')
  try {
    for await (const line of lines(up.stdout)) {
      const { ready } = JSON.parse(line)
      if (ready) return await work(ready)
    }
    throw new Error('up ended')
  } finally {
    up.kill('SIGINT')
    expect(await ended).toEqual([0, null])
  }
}

test('with --json it says what was made and what comes next', { timeout: 60_000 }, () => {
  const { stdout } = watertight('new', 'rooms', '--json', '--in', 'tools')
  const made = JSON.parse(stdout)
  expect(made).toMatchObject({ name: 'rooms', folder: 'tools/rooms' })
  expect(made.next).toContain('npx vitest run tools/rooms')
  const files = readdirSync(join(root, 'tools/rooms'), { recursive: true, withFileTypes: true })
  expect(made.files).toHaveLength(files.filter((file) => file.isFile()).length)
})

test('it is built with what this repository is built with', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  expect(devDependencies).toMatchObject(versions)
})
