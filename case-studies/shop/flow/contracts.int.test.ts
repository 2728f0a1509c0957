import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
let copy = ''

beforeAll(() => {
  // inside the repository, so that packages are found
  const below = join(root, '.watertight')
  mkdirSync(below, { recursive: true })
  copy = mkdtempSync(join(below, 'contracts-'))
  cpSync(join(root, 'case-studies/shop'), join(copy, 'shop'), { recursive: true })
  cpSync(join(root, 'packages/service/src'), join(copy, 'service/src'), { recursive: true })
  const manifest = join(root, 'packages/service/package.json')
  cpSync(manifest, join(copy, 'service/package.json'))
  writeFileSync(join(copy, 'package.json'), '{ "type": "module", "workspaces": ["s*"] }')
})
afterAll(() => rmSync(copy, { recursive: true }))

/** `watertight context …` as CI runs it, on the copy. */
const context = (...args: readonly string[]) =>
  new Promise<{ exitCode: unknown; stdout: string }>((resolve) => {
    const command = join(root, 'packages/cli/bin/watertight.mjs')
    execFile(process.execPath, [command, 'context', ...args], { cwd: copy }, (error, stdout) =>
      resolve({ exitCode: error?.code ?? 0, stdout }),
    )
  })

test('a change that breaks those who hear an event fails the check until it is accepted', async () => {
  expect(await context('check')).toEqual({ exitCode: 0, stdout: 'shop: no findings\n' })

  const file = join(copy, 'shop/orders/published.ts')
  const before = readFileSync(file, 'utf8')
  const planted = before.replace('customer: z.string().nullable()', 'customer: z.int().nullable()')
  expect(planted).not.toBe(before)
  writeFileSync(file, planted)

  const { exitCode, stdout } = await context('check')
  expect(exitCode).toBe(1)
  expect(stdout).toContain(
    'breaking: orders shop.OrderPlaced.v1: customer: type is integer | null, was string | null',
  )
  expect(await context('lock', '--write')).toMatchObject({ exitCode: 1 })
  expect(await context('lock', '--accept-breaking')).toMatchObject({ exitCode: 0 })
  expect(await context('check')).toMatchObject({ exitCode: 0 })
}, 60_000)
