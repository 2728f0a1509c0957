import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reply } from '@watertight/ports'
import { nodePorts } from '@watertight/ports/node'
import { afterEach, expect, test } from 'vitest'
import { faultDoor } from '../fault-door.ts'
import type { FaultsContext, PartService } from './context.ts'
import { faults } from './faults.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function fileOf(fault: string, more = '', service = 'films'): string {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'))
  folders.push(folder)
  const path = join(folder, 'one.yaml')
  writeFileSync(
    path,
    `apiVersion: watertight.dev/v1
kind: Faults
metadata: { name: one }
spec:
  system: cinema
  before: 1s
  lasts: 2s
  faults: [${fault}]
  traffic: [{ name: calls, service: ${service}, path: /, perSecond: 10, expect: { availability: 100 } }]
${more}`,
  )
  return path
}

const films: PartService = {
  name: 'films',
  args: [],
  load: async () => async (ports) => {
    const server = await faultDoor(ports).ports.transport.serve('films', async () => reply(200, {}))
    return { stop: () => server.close() }
  },
  process: () => undefined,
}

async function run(args: readonly string[], more: Partial<FaultsContext> = {}) {
  const lines: string[] = []
  const ports = nodePorts({
    service: 'test',
    folder: tmpdir(),
    directory: new Map(),
    log: () => {},
  })
  try {
    const code = await faults({
      ...{ args, json: false, ports, signal: new AbortController().signal },
      out: { line: (text) => lines.push(text) },
      services: () => [films],
      ...more,
    })
    return { code, lines }
  } finally {
    await ports.stop()
  }
}

test('in virtual time it tells what came as expected, and ends with 0', async () => {
  expect(
    await run(['apply', fileOf('{ slow: { service: films, by: 50ms } }'), '--virtual']),
  ).toEqual({
    code: 0,
    lines: ['met      calls: 20 of 20 were answered, expected 100 %', 'one: as expected'],
  })
})

test('what did not come ends with 1; as data the whole verdict is told', async () => {
  const path = fileOf('{ abort: { service: films, status: 500 } }')
  const { code, lines } = await run(['apply', path, '--virtual'])
  expect(code).toBe(1)
  expect(lines[0]).toMatch(/^NOT MET {2}calls: 0 of 20 were answered, expected 100 % \(/)
  const { lines: data } = await run(['apply', path, '--virtual'], { json: true })
  expect(JSON.parse(data.join('\n'))).toMatchObject({ scenario: 'one', isMet: false })
})

test('a file with errors is told with their places', async () => {
  const { code, lines } = await run(['apply', fileOf('{ hangs: { service: films } }')])
  expect(code).toBe(1)
  expect(lines[0]).toContain('one.yaml:8:14: error WT_MESH_UNKNOWN_FIELD')
})

test.for([
  [[], 'WT_USAGE'],
  [['apply'], 'WT_USAGE'],
  [['apply', '/no/such/file.yaml'], 'WT_USAGE'],
  [['revert', 'x.yaml'], 'WT_USAGE'],
] as const)('%j is no command line', ([args, code]) =>
  expect(run(args)).rejects.toMatchObject({ code }),
)

test.for(['{ hang: { service: ratings } }', '{ partition: { from: films, to: ratings } }'])(
  'a service that the system does not have is told before anything is done: %s',
  (fault) =>
    expect(run(['apply', fileOf(fault)])).rejects.toThrow(
      'WT_FAULTS_SYSTEM: cinema has no service ratings. It has films',
    ),
)

test('a system that does not run is told', () =>
  expect(run(['apply', fileOf('{ hang: { service: films } }')])).rejects.toThrow(
    'WT_FAULTS_SYSTEM: films has no address of its own. Start everything with npm start',
  ))
