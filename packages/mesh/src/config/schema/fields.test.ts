import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { snapshotOf } from '../compile/snapshot-of.ts'
import { inWords, isError } from '../problem/problem.ts'
import { readMesh } from '../read/read-mesh.ts'
import { file } from '../test-kit/rules.ts'
import { fieldsPage } from './fields-page.ts'
import { kinds } from './kinds.ts'
import { pathsOf, rowsOf } from './rows.ts'
import { changes } from './test-kit/changes.ts'

const rows = rowsOf()
const nameOf = ({ message, field }: (typeof rows)[number]) => `${message}.${field}`
const allKinds = Object.keys(kinds) as (keyof typeof kinds)[]

const read = (text: string) => readMesh([file(text)])

const discovered = [
  {
    host: 'films',
    endpoints: [{ address: '10.0.0.9', port: 80, labels: { app: 'films' }, weight: 1 }],
  },
]
const versionOf = (text: string) => {
  const { resources, problems } = read(text)
  expect(problems.filter(isError).map(inWords)).toEqual([])
  const labels = { app: 'shop' }
  // some hold for services alone, some for a gateway
  return [{ labels }, { labels, gateway: 'door' }]
    .map((caller) => snapshotOf(resources, discovered, caller).version)
    .join(' ')
}

test('the table has every field that Istio 1.29 has, and no other', () => {
  const istios = readFileSync(join(import.meta.dirname, 'istio-1.29.txt'), 'utf8')
    .trim()
    .split('\n')
  const ours = allKinds.flatMap((kind) =>
    [...pathsOf(kind).keys()]
      .filter((path) => /^(?:spec|status)\b/.test(path))
      .map((path) => `${kind} ${path}`),
  )
  expect(ours.sort()).toEqual(istios)
})

describe('a field that is run changes what calls go by', () => {
  const run = rows.filter(({ support, isLeaf, isFixed }) => support === 'run' && isLeaf && !isFixed)
  const ofDocuments = ['apiVersion', 'kind']
  const needed = run.filter(({ field }) => !ofDocuments.includes(field)).map(nameOf)
  test('each of them is here', () =>
    expect(Object.keys(changes).sort()).toEqual([...needed].sort()))
  test.each(Object.entries(changes))('%s', (_, [before, after]) =>
    expect(versionOf(before)).not.toBe(versionOf(after)),
  )
})

/** The smallest document that has this path. */
function documentWith(kind: string, path: string, leaf: unknown): string {
  const value = path.split('.').reduceRight<unknown>((inner, part) => {
    const name = part.replace(/(?:\[\]|\{\})$/, '')
    if (part.endsWith('[]')) return { [name]: [inner] }
    return { [name]: part.endsWith('{}') ? { x: inner } : inner }
  }, leaf)
  return stringify({ apiVersion: 'networking.istio.io/v1', kind, ...(value as object) })
}

describe('a field that is refused is told by its name', () => {
  const refused = allKinds.flatMap((kind) =>
    [...pathsOf(kind)]
      .filter(([, { support }]) => support === 'refused')
      .map(([path, { note }]) => [kind, path, note] as const),
  )
  test.each(refused)('%s %s', (kind, path, note) => {
    const told = read(documentWith(kind, path, {})).problems.map(
      ({ code, sentence }) => `${code} ${sentence}`,
    )
    expect(told).toContainEqual(
      expect.stringMatching(/^WT_MESH_REFUSED .* is Istio's, and not run here: /),
    )
    expect(told.join('\n')).toContain(note)
  })
})

describe('where only one value is accepted, the others are refused', () => {
  const fixed = allKinds.flatMap((kind) =>
    [...pathsOf(kind)].flatMap(([path, { isFixed, shape }]) =>
      isFixed && shape?.is === 'scalar'
        ? [...(shape.refuses ?? [])].map(([value]) => [kind, path, value] as const)
        : [],
    ),
  )
  test.each(fixed)('%s %s: %s', (kind, path, value) =>
    expect(read(documentWith(kind, path, value)).problems.map(({ code }) => code)).toContain(
      'WT_MESH_REFUSED',
    ),
  )
})

describe('a field that is approximated is accepted, and noted unless it is the cluster’s', () => {
  const examples: Readonly<Record<string, unknown>> = {
    'MagLev.tableSize': 65_537,
    'HTTPMatchRequest.name': 'a',
    'ServiceEntrySpec.location': 'MESH_EXTERNAL',
    'ObjectMeta.creationTimestamp': '2026-01-01T00:00:00Z',
  }
  const approximated = rows.filter(({ support }) => support === 'approximated')
  const noted = approximated.filter(({ says }) => says !== 'anything').map(nameOf)
  test('each of them is here', () =>
    expect([...new Set(noted)].sort()).toEqual(Object.keys(examples).sort()))
  const cases = allKinds.flatMap((kind) =>
    [...pathsOf(kind)]
      .filter(([, { support, shape }]) => support === 'approximated' && shape?.is !== undefined)
      .map(([path, { shape, note }]) => [kind, path, shape?.is === 'opaque', note] as const),
  )
  test.each(cases)('%s %s', (kind, path, isOpaque, note) => {
    const name = Object.keys(examples).find((one) => path.endsWith(`.${one.split('.')[1]}`))
    const value = isOpaque ? { any: [1] } : examples[name as string]
    const { problems } = read(documentWith(kind, path, value))
    const at = path.replaceAll('[]', '[0]').replaceAll('{}', '.x')
    const about = problems.filter(({ sentence }) => sentence.startsWith(`${at}:`))
    expect(about.map(({ code, sentence }) => [code, sentence])).toEqual(
      isOpaque ? [] : [['WT_MESH_APPROXIMATED', `${at}: ${note}`]],
    )
  })
})

test('the page of fields is up to date; `npx vitest run packages/mesh/src/config/schema -u` writes it', async () => {
  const page = join(import.meta.dirname, '../../../../../docs/mesh/fields.md')
  await expect(fieldsPage()).toMatchFileSnapshot(page)
})
