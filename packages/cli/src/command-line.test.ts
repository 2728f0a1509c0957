import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ports } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commandLine, type Environment } from './command-line.ts'
import type { Output } from './output.ts'

const manifest = `
import { parseArgs } from 'node:util'
export default {
  name: 'shop',
  summary: 'A shop',
  services: [],
  commands: [
    {
      name: 'import',
      summary: 'Brings orders in',
      usage: 'Usage: watertight shop import FILE',
      async run({ args, json, out }) {
        const { positionals } = parseArgs({ args: [...args], allowPositionals: true })
        out.line(JSON.stringify({ positionals, json }))
        return positionals.length > 0 ? 0 : 1
      },
    },
    { name: 'open', summary: 's', usage: 'u', async run({ gateway, out }) { out.line(await gateway()); return 0 } },
    { name: 'page', summary: 's', usage: 'u', async run({ page, data, out }) { out.line(await page('pages/one')); out.line(data); return 0 } },
    { name: 'break', summary: 's', usage: 'u', async run() { throw new TypeError('a defect') } },
  ],
}`

let root: string
let ports: Ports
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'watertight-line-'))
  mkdirSync(join(root, 'parts/shop'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{"workspaces":["parts/*"]}')
  writeFileSync(
    join(root, 'parts/shop/package.json'),
    '{"type":"module","watertight":"./manifest.mjs"}',
  )
  writeFileSync(join(root, 'parts/shop/manifest.mjs'), manifest)
  await new VirtualWorld({ seed: 1 }).host('cli', async (given) => {
    ports = given
  })
})
afterAll(() => rmSync(root, { recursive: true }))

let out: string[]
let err: string[]
beforeEach(() => {
  out = []
  err = []
})

const outputTo = (lines: () => string[]): Output => ({
  isTerminal: false,
  columns: 80,
  write: (text) => void lines().push(text),
  line: (text) => void lines().push(text),
  style: (_, text) => text,
})

const run = (...argv: string[]) => {
  const environment: Environment = {
    root,
    version: '1.2.3',
    out: outputTo(() => out),
    err: outputTo(() => err),
    stop: new AbortController().signal,
    kill: new AbortController().signal,
    ports: () => ({ ...ports, stop: async () => {} }),
    buildPage: async (_, page, say) => {
      say('building')
      return `/built/${page}`
    },
  }
  return commandLine(argv, environment)
}

describe('help', () => {
  test('lists the cli’s commands and those that are registered', async () => {
    expect(await run('--help')).toBe(0)
    expect(out[0]).toMatch(/ {2}up {7}start all services/)
    expect(out[0]).toMatch(/ {2}shop … {3}A shop/)
  })

  test('of a part lists its commands, of a command prints its usage', async () => {
    expect(await run('shop', '--help')).toBe(0)
    expect(out[0]).toContain('import   Brings orders in')
    expect(await run('shop', 'import', '--help')).toBe(0)
    expect(out[1]).toContain('Usage: watertight shop import FILE')
    expect(await run('up', '-h')).toBe(0)
    expect(out[2]).toContain('--only NAME')
  })

  test('goes to standard error with exit code 2 when no command was given', async () => {
    expect(await run()).toBe(2)
    expect(await run('shop')).toBe(2)
    expect(out).toEqual([])
    expect(err).toHaveLength(2)
  })
})

test('--version prints the version', async () => {
  expect(await run('--version')).toBe(0)
  expect(out).toEqual(['1.2.3'])
})

test('a command gets its arguments without the shared options, and its code is the exit code', async () => {
  expect(await run('shop', 'import', '--json', 'a.csv')).toBe(0)
  expect(out).toEqual(['{"positionals":["a.csv"],"json":true}'])
  expect(await run('shop', 'import')).toBe(1)
})

test('a command builds a page of its workspace, and knows the folder it keeps things in', async () => {
  expect(await run('shop', 'page', '--data', '/elsewhere')).toBe(0)
  expect(out).toEqual(['/built/parts/shop/pages/one', '/elsewhere'])
  expect(err).toEqual(['building'])
})

test('an unknown command ends with 2 and a suggestion', async () => {
  expect(await run('shp')).toBe(2)
  expect(await run('shop', 'improt')).toBe(2)
  expect(await run('frobnicate')).toBe(2)
  expect(err).toEqual([
    'WT_USAGE: no command shp. Did you mean: watertight shop',
    'WT_USAGE: no command shop improt. Did you mean: watertight shop import',
    'WT_USAGE: no command frobnicate. See: watertight --help',
  ])
})

test('an unknown option ends with 2, names it, and says where the known ones are', async () => {
  expect(await run('shop', 'import', '--frob')).toBe(2)
  expect(err[0]).toContain("'--frob'")
  expect(err[0]).toMatch(/[^.]\. See: watertight shop import --help$/)
  expect(await run('up', '--frob')).toBe(2)
  expect(await run('up', '--port', 'x')).toBe(2)
  expect(await run('shop', 'import', 'a.csv', '--frob')).toBe(2)
  expect(err.at(-1)).toMatch(/ See: watertight shop import --help$/)
})

test('an error that was foreseen is a sentence with exit code 1', async () => {
  expect(await run('shop', 'open')).toBe(1)
  expect(err).toEqual([
    `WT_NOT_RUNNING: nothing runs on ${join(root, '.watertight')}. Start it with \`npm start\` in another terminal, then try again`,
  ])
})

test('a defect is shown with its stack', async () => {
  expect(await run('shop', 'break')).toBe(1)
  expect(err[0]).toMatch(/^TypeError: a defect\n {4}at/)
})
