import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { destinationRule, documents, serviceEntry, virtualService } from '../test-kit/rules.ts'
import manifest from './watertight.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function rulesIn(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const films = serviceEntry(`hosts: [films.default.svc.cluster.local]
ports: [{ number: 80, name: web }]
resolution: STATIC
endpoints: [{ address: 10.0.0.1, labels: { version: v1 } }, { address: 10.0.0.2, labels: { version: v2 } }]`)
const subsets = destinationRule(
  'host: films\nsubsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]',
)
const routes = virtualService(`hosts: [films]
http:
- name: testers
  match: [{ headers: { x-tester: { exact: "true" } } }]
  route: [{ destination: { host: films, subset: v2 } }]
- name: others
  timeout: 2s
  route:
  - { destination: { host: films, subset: v1 }, weight: 90 }
  - { destination: { host: films, subset: v2 }, weight: 10 }`)
const whole = () =>
  rulesIn({ 'a.yaml': documents(films, subsets), 'b.yml': routes, 'notes.txt': '?' })

async function run(name: string, args: readonly string[], json = false) {
  const lines: string[] = []
  const command = manifest.commands.find((one) => one.name === name)
  const code = await command?.run({ args, json, out: { line: (text) => lines.push(text) } })
  return { code, lines }
}

test('check tells every problem, and ends with 1 when there are errors', async () => {
  const folder = whole()
  expect(await run('check', [folder])).toEqual({
    code: 0,
    lines: [`${folder}: 2 files, 3 resources to use: 0 errors, 0 warnings, 0 notes`],
  })
  writeFileSync(join(folder, 'c.yaml'), destinationRule('hast: films', 'more'))
  const { code, lines } = await run('check', [folder])
  expect(code).toBe(1)
  expect(lines).toEqual([
    'c.yaml:5:3: error WT_MESH_UNKNOWN_FIELD: spec has no field hast. Perhaps host is meant.',
    'c.yaml:5:3: error WT_MESH_MISSING: spec has no host. Add it.',
    `${folder}: 3 files, 3 resources to use: 2 errors, 0 warnings, 0 notes`,
  ])
})

test('warnings fail where they are asked to; a folder without rules always does', async () => {
  const folder = rulesIn({ 'a.yaml': destinationRule('host: nobody') })
  expect(await run('check', [folder])).toMatchObject({ code: 0 })
  expect(await run('check', [folder, '--strict'])).toMatchObject({ code: 1 })
  const empty = rulesIn({})
  expect(await run('check', [empty])).toEqual({ code: 1, lines: [`${empty} has no *.yaml`] })
})

test('check as JSON', async () => {
  const folder = rulesIn({ 'a.yaml': destinationRule('host: nobody') })
  const { code, lines } = await run('check', [folder], true)
  expect(code).toBe(0)
  expect(JSON.parse(lines.join())).toMatchObject({
    files: 1,
    resources: 1,
    problems: [
      {
        code: 'WT_MESH_HOST_UNKNOWN',
        severity: 'warning',
        place: { file: 'a.yaml', line: 5, column: 3 },
      },
    ],
  })
})

test('explain prints rule, place, subset, endpoints, and why others did not match', async () => {
  const { code, lines } = await run('explain', [
    'get',
    'http://films/top?page=2',
    '--rules',
    whole(),
  ])
  expect(code).toBe(0)
  expect(lines.join('\n')).toBe(`rule     where     outcome         why
testers  b.yml:7   does not match  not: header x-tester is true
others   b.yml:10  takes the call  everything

others (b.yml:10): 90 % films.default.svc.cluster.local|80|v1, 10 % films.default.svc.cluster.local|80|v2
  timeout 2000 ms; 2 retries on connect-failure, refused-stream

cluster                                subset  of calls  endpoints
films.default.svc.cluster.local|80|v1  v1      90 %      10.0.0.1:80
films.default.svc.cluster.local|80|v2  v2      10 %      10.0.0.2:80`)
})

test('explain with headers, as JSON', async () => {
  const args = ['GET', 'http://films/', '--header', 'X-Tester: true', '--rules', whole()]
  const { lines } = await run('explain', args, true)
  expect(JSON.parse(lines.join())).toMatchObject({
    isKnown: true,
    taken: { name: 'testers', from: 'b.yml:7' },
    destinations: [{ subset: 'v2', endpoints: ['10.0.0.2:80'] }],
  })
})

test('explain ends with 1 where no rule takes the call', async () => {
  expect(await run('explain', ['GET', 'http://other/', '--rules', whole()])).toEqual({
    code: 1,
    lines: ['No rule and no endpoint is known for other: the call goes out as it is.'],
  })
})

test('show prints hosts with their routes, and clusters', async () => {
  const folder = whole()
  const { code, lines } = await run('show', ['films', '--rules', folder])
  expect(code).toBe(0)
  expect(lines.join('\n')).toMatch(
    /films, films.default, .*\n.*\n {2}testers {2}b.yml:7 .*header x-tester is true\n/,
  )
  expect(lines.at(-1)).toMatch(/v2 +least request +- +- +- +10.0.0.2:80$/)
  const json = await run('show', ['--rules', folder], true)
  expect(JSON.parse(json.lines.join())).toMatchObject({
    routes: [{ name: 'testers', matches: ['header x-tester is true'] }, { name: 'others' }],
    clusters: [{ key: 'films.default.svc.cluster.local|80|' }, {}, {}],
  })
})

test('endpoints of discovery come from a file', async () => {
  const folder = rulesIn({ 'a.yaml': routes.replaceAll(/, subset: v\d/g, '') })
  const file = join(folder, 'endpoints.json')
  writeFileSync(file, '[{"host":"films","endpoints":[{"address":"127.0.0.1","port":9080}]}]')
  expect(await run('check', [folder, '--endpoints', file])).toMatchObject({ code: 0 })
  const { lines } = await run('explain', [
    'GET',
    'http://films/',
    '--rules',
    folder,
    '--endpoints',
    file,
  ])
  expect(lines.join()).toContain('127.0.0.1:9080')
})

test.each<[string, string, readonly string[]]>([
  ['no URL', 'explain', ['GET']],
  ['a URL that is none', 'explain', ['GET', 'films/top']],
  ['another scheme', 'explain', ['GET', 'ftp://films/']],
  ['one argument too many', 'explain', ['GET', 'http://films/', 'now']],
  ['a header without a value', 'explain', ['GET', 'http://films/', '--header', 'x-user']],
  ['a label without a value', 'show', ['--label', 'app']],
  ['an option of another command', 'show', ['--strict']],
  ['endpoints that are not there', 'check', ['.', '--endpoints', 'nowhere.json']],
])('the command line cannot be right: %s', async (_, name, args) => {
  await expect(run(name, args)).rejects.toMatchObject({ code: 'WT_USAGE' })
})

test.each([
  '{',
  '{}',
  '[1]',
  '[{"host":"a","endpoints":[{}]}]',
  '[{"host":"a","port":0,"endpoints":[]}]',
])('endpoints that cannot be read: %s', async (text) => {
  const folder = rulesIn({ 'endpoints.json': text })
  await expect(
    run('check', [folder, '--endpoints', join(folder, 'endpoints.json')]),
  ).rejects.toMatchObject({ code: 'WT_USAGE' })
})

test('rules with errors are not explained or shown', async () => {
  const folder = rulesIn({ 'a.yaml': destinationRule('hast: films') })
  await expect(run('show', ['--rules', folder])).rejects.toMatchObject({ code: 'WT_MESH_RULES' })
  mkdirSync(join(folder, 'none'))
  await expect(run('check', [join(folder, 'gone')])).rejects.toMatchObject({
    code: 'WT_FOLDER_UNREADABLE',
  })
})
