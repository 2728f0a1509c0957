import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { discover, workspaceRoot } from './discover.ts'

const trees: string[] = []
afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true })
})

function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'watertight-discover-'))
  trees.push(root)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

const workspaces = '{"workspaces":["packages/*","case-studies/*"]}'
const manifest = (name: string) =>
  `export default { name: '${name}', summary: 's', services: [], commands: [] }`

test('workspaces register by a field of their package.json', async () => {
  const root = tree({
    'package.json': workspaces,
    'packages/domain/package.json': '{"name":"domain"}',
    'case-studies/shop/package.json': '{"type":"module","watertight":"./watertight.ts"}',
    'case-studies/shop/watertight.ts': manifest('shop'),
    'case-studies/lending/package.json': '{"type":"module","watertight":"./cli/manifest.ts"}',
    'case-studies/lending/cli/manifest.ts': manifest('lending'),
    'elsewhere/package.json': '{"watertight":"./missing.ts"}',
  })
  const registered = await discover(root)
  expect(registered.map(({ manifest }) => manifest.name)).toEqual(['lending', 'shop'])
  expect(registered[0]?.folder).toBe(join(root, 'case-studies/lending/cli'))
})

test('a manifest that does not load is named with the reason', async () => {
  const root = tree({
    'package.json': workspaces,
    'packages/x/package.json': '{"type":"module","watertight":"./watertight.ts"}',
    'packages/x/watertight.ts': 'throw new Error("no good")',
  })
  await expect(discover(root)).rejects.toThrow(
    `WT_MANIFEST: ${join(root, 'packages/x/watertight.ts')} does not load: no good`,
  )
})

test('a module without a manifest as its default export is refused', async () => {
  const root = tree({
    'package.json': workspaces,
    'packages/x/package.json': '{"type":"module","watertight":"./watertight.ts"}',
    'packages/x/watertight.ts': 'export default { name: "x" }',
  })
  await expect(discover(root)).rejects.toThrow('has no manifest as its default export')
})

test('a package.json that is not JSON is named', async () => {
  const root = tree({ 'package.json': workspaces, 'packages/x/package.json': '{' })
  await expect(discover(root)).rejects.toThrow(
    `WT_MANIFEST: ${join(root, 'packages/x/package.json')}`,
  )
})

test('the root is the nearest folder upwards that has workspaces', () => {
  const root = tree({ 'package.json': workspaces, 'packages/x/package.json': '{}' })
  expect(workspaceRoot(join(root, 'packages/x'))).toBe(root)
})
