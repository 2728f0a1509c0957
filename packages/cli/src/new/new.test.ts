import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BuiltInContext } from '../built-in.ts'
import type { Registered } from '../manifest.ts'
import { newContext } from './new.ts'

let root: string
let out: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watertight-new-'))
  out = ''
  writeFileSync(join(root, 'package.json'), '{"workspaces":["packages/*","contexts/*"]}')
})
afterEach(() => rmSync(root, { recursive: true }))

const shop: Registered = {
  folder: '/shop',
  file: 'watertight.ts',
  manifest: {
    name: 'shop',
    summary: '',
    services: [{ name: 'orders', entry: 'orders/service.ts' }],
    commands: [],
  },
}
const run = (...args: string[]): Promise<number> => {
  const write = (text: string) => {
    out += text
  }
  const ids = uuidv7({ wallTime: () => 0 }, seededRandom(1))
  const given = { args, root, version: '1.2.3', registered: [shop], ports: { ids }, json: false }
  return newContext.run({ ...given, out: { write, line: write } } as unknown as BuiltInContext)
}

test('a context is made among the last of the workspaces, or where it is told', async () => {
  expect(await run('bookings')).toBe(0)
  expect(readdirSync(join(root, 'contexts'))).toEqual(['bookings'])
  expect(out).toContain('contexts/bookings is there:\n  package.json\n')
  expect(await run('rooms', '--in', 'packages')).toBe(0)
  expect(existsSync(join(root, 'packages/rooms/rooms/language.ts'))).toBe(true)
})

test('a name that is no good is refused, and the good ones are described', async () => {
  for (const name of ['', 'Bookings', '../bookings', 'a_b', '7seas', 'a--b', 'x'.repeat(41)])
    await expect(run(name)).rejects.toThrow(
      `WT_USAGE: "${name}" is no name for a context: use lower-case words joined by -`,
    )
  await expect(run('two', 'names')).rejects.toThrow('expected one name, found two names')
  expect(readdirSync(root)).toEqual(['package.json'])
})

test('a name that a part or a service has is refused', async () => {
  for (const name of ['shop', 'orders'])
    await expect(run(name)).rejects.toThrow(`WT_USAGE: ${name} is taken, as are shop, orders`)
})

test('a folder that exists is refused, and left alone', async () => {
  mkdirSync(join(root, 'contexts/bookings'), { recursive: true })
  await expect(run('bookings')).rejects.toThrow('WT_FOLDER_EXISTS')
  expect(readdirSync(join(root, 'contexts/bookings'))).toEqual([])
})

test('a folder that is no workspace, and a root without any, are refused', async () => {
  await expect(run('bookings', '--in', 'elsewhere')).rejects.toThrow(
    /WT_NO_WORKSPACES: elsewhere is not among the workspaces of .*: packages, contexts/,
  )
  writeFileSync(join(root, 'package.json'), '{}')
  await expect(run('bookings')).rejects.toThrow(/has no workspaces. Write "workspaces"/)
})
