import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Exception } from './exceptions.ts'
import { checkHouse } from './house.ts'

/** A small house in which nothing is wrong, though every word of the rules occurs in it. */
const clean: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\n',
  'packages/ports/package.json': '{"name":"@watertight/ports","exports":{".":{},"./node":{}}}',
  'packages/ports/src/index.ts': 'export const now = () => Date.now()',
  'packages/ports/src/node/index.ts': `import 'node:fs'\nexport { now } from '../index.ts'`,
  'packages/domain/package.json': '{"name":"@watertight/domain","exports":{".":{}}}',
  'packages/domain/src/index.ts': `import type { StandardSchemaV1 } from '@standard-schema/spec'
    export type Schema = StandardSchemaV1
    // Date.now(), Math.random() and import('node:fs') in a comment
    export const words = 'setTimeout(fetch, process.env)'`,
  'packages/domain/src/index.test.ts': `import { test } from 'vitest'\nsetTimeout(test)`,
  'packages/mesh/package.json': '{"name":"@watertight/mesh","exports":{".":{}}}',
  'packages/mesh/src/index.ts': `import { now } from '@watertight/ports'
    import type { DatabaseSync } from 'node:sqlite'
    import { createHash } from 'node:crypto'
    interface Edge { fetch(): void; process: typeof setTimeout; db: DatabaseSync }
    export function edge({ fetch, process }: Edge, crypto = { randomUUID: now }) {
      const { random } = { random: crypto.randomUUID() }
      for (const performance of [new Date(random), new Date(0)]) performance.getTime()
      fetch()
      const label = { setTimeout: Math.max(1), fetch, process }
      return label.setTimeout instanceof Date || typeof globalThis.fetch === 'undefined'
        ? createHash('sha256') : Date.UTC(2010, 11)
    }`,
  'packages/cli/package.json': '{"name":"@watertight/cli"}',
  'packages/cli/bin/cli.mjs': `import '../../../scripts/x.mjs'\nprocess.exit()`,
  'case-studies/shop/package.json': '{"name":"@watertight/shop"}',
  'case-studies/shop/context-map.ts': `import './orders/from-payments.ts'`,
  'case-studies/shop/orders/published.ts': 'export type OrderPlaced = { number: string }',
  'case-studies/shop/orders/order.ts': 'export const order = 1',
  'case-studies/shop/orders/from-payments.ts': `import '../payments/published.ts'\nimport './order.ts'`,
  'case-studies/shop/payments/published.ts': 'export type Paid = { number: string }',
  'case-studies/shop/payments/payment.ts': `import '@watertight/domain'`,
  'case-studies/shop/traffic/traffic.ts': `import '../orders/published.ts'`,
  'case-studies/shop/gateway/service.ts': `import '../traffic/traffic.ts'`,
  'case-studies/shop/page/main.tsx': 'export const page = <p>{Date.now()}</p>',
  'case-studies/shop/flow.int.test.ts': `import './orders/order.ts'`,
  'case-studies/lending/package.json': '{"name":"@watertight/lending","exports":{".":{}}}',
  'case-studies/lending/rates/index.ts': `export { apr } from './apr.ts'`,
  'case-studies/lending/rates/apr.ts': 'export const apr = 1',
  'case-studies/lending/underwriting/decide.ts': `import '../rates/index.ts'`,
  'case-studies/lending/gateway/service.ts': `import '../rates/index.ts'`,
  'workshop/labs/package.json': '{"name":"@watertight/labs"}',
  'workshop/labs/src/index.ts': `import '@watertight/lending'\nimport '@watertight/domain'`,
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watertight-house-'))
  execFileSync('git', ['init', '-q', root])
  for (const [path, text] of Object.entries(clean)) plant(path, text)
})
afterEach(() => rmSync(root, { recursive: true }))

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function found(exceptions: readonly Exception[] = []): string[] {
  return checkHouse(root, exceptions).findings.map(
    ({ path, line, rule, says }) => `${path}:${line} ${rule}: ${says}`,
  )
}

test('a clean house has no findings, and every module in it is read', () => {
  expect(checkHouse(root, [])).toEqual({
    findings: [],
    read: Object.keys(clean).filter((it) => /\.(ts|tsx|mjs)$/.test(it)).length,
  })
})

describe('rooms', () => {
  test.each([
    ["import '@watertight/mesh'", 'imports packages/mesh'],
    ["export * from '@watertight/mesh'", 'imports packages/mesh'],
    ["export type { Edge } from '@watertight/mesh'", 'imports packages/mesh'],
    ["type Edge = import('@watertight/mesh').Edge", 'imports packages/mesh'],
    ["const mesh = await import('@watertight/mesh')", 'imports packages/mesh'],
    ['const mesh = await import(`@watertight/mesh`)', 'imports packages/mesh'],
    ["import { z } from 'zod'", 'imports zod; its row allows @standard-schema/spec'],
  ])('a lower floor does not name a higher one: %s', (text, says) => {
    plant('packages/domain/src/deep/wrong.ts', `// first\n${text}`)
    expect(found()).toEqual([
      expect.stringContaining(
        `packages/domain/src/deep/wrong.ts:2 floors: packages/domain ${says}`,
      ),
    ])
  })

  test('a room without a row is found', () => {
    plant('packages/attic/package.json', '{"name":"@watertight/attic"}')
    plant('packages/attic/src/index.ts', 'export {}')
    expect(found()).toEqual([
      'packages/attic/src/index.ts:1 floors: packages/attic has no row in the import table',
    ])
  })

  test('a case study does not import another', () => {
    plant('case-studies/shop/orders/wrong.ts', "import '@watertight/lending'")
    expect(found()).toEqual([
      'case-studies/shop/orders/wrong.ts:1 floors: case-studies/shop imports case-studies/lending; its row allows packages/*',
    ])
  })

  test('nothing below the workshop imports it', () => {
    plant('case-studies/shop/orders/wrong.ts', "import '@watertight/labs'")
    plant('workshop/labs/src/wrong.ts', 'Date.now()')
    expect(found()).toEqual([
      'case-studies/shop/orders/wrong.ts:1 floors: case-studies/shop imports workshop/labs; its row allows packages/*',
      'workshop/labs/src/wrong.ts:1 ports: Date.now is reached without a port; take it as one',
    ])
  })

  test.each([
    ['@watertight/ports/src/node/clock.ts', 'is no entry of @watertight/ports'],
    ['@watertight/prots', 'there is no package @watertight/prots'],
    ['@watertight/ports/virtual', 'it has @watertight/ports and @watertight/ports/node'],
    ['../../ports/src/index.ts', 'leaves packages/mesh'],
  ])('a package is entered by its entries only: %s', (specifier, says) => {
    plant('packages/mesh/src/wrong.ts', `import '${specifier}'`)
    expect(found()).toEqual([expect.stringMatching(/^packages\/mesh\/src\/wrong\.ts:1 entries: /)])
    expect(found()[0]).toContain(says)
  })
})

describe('bounded contexts', () => {
  test.each([
    ['orders/wrong.ts', '../payments/payment.ts', 'of payments it may know published.ts alone'],
    ['orders/from-payments.ts', '../payments/payment.ts', 'it may know published.ts alone'],
    ['orders/wrong.ts', '../payments/published.ts', 'only from-payments.ts of orders translates'],
    ['orders/from-lending.ts', '../payments/published.ts', 'only from-payments.ts of orders'],
    ['orders/wrong.ts', '../traffic/traffic.ts', 'outside the contexts'],
    ['orders/wrong.ts', '../context-map.ts', 'outside the contexts'],
    ['traffic/wrong.ts', '../orders/order.ts', 'of orders it may know published.ts alone'],
    ['gateway/wrong.ts', '../orders/order.ts', 'of orders it may know published.ts alone'],
  ])('%s does not import %s', (place, specifier, says) => {
    plant(`case-studies/shop/${place}`, `import type { X } from '${specifier}'`)
    expect(found()).toEqual([expect.stringContaining(`case-studies/shop/${place}:1 contexts: `)])
    expect(found()[0]).toContain(says)
  })
})

describe('shared kernels', () => {
  test.each([
    ['underwriting/wrong.ts', '../rates/apr.ts', 'of the shared kernel rates it may know index.ts'],
    ['gateway/wrong.ts', '../rates/apr.ts', 'of the shared kernel rates it may know index.ts'],
    ['rates/wrong.ts', '../underwriting/published.ts', 'may import nothing of its case study'],
    ['rates/wrong.ts', '../gateway/service.ts', 'may import nothing of its case study'],
    ['rates/wrong.ts', '../context-map.ts', 'may import nothing of its case study'],
  ])('%s does not import %s', (place, specifier, says) => {
    plant(`case-studies/lending/${place}`, `import type { X } from '${specifier}'`)
    expect(found()).toEqual([expect.stringContaining(`case-studies/lending/${place}:1 contexts: `)])
    expect(found()[0]).toContain(says)
  })
})

describe('ports', () => {
  test.each([
    ['Date.now()', 'Date.now'],
    ["Date['now']()", 'Date.now'],
    ['Date?.now()', 'Date.now'],
    ['(Date as any)!.now()', 'Date.now'],
    ['const { now } = Date', 'Date.now'],
    ['const { now: later = 1 } = Date', 'Date.now'],
    ['let now; ({ now } = Date)', 'Date.now'],
    ["Date['n' + 'ow']()", 'Date[…]'],
    ['new Date()', 'new Date()'],
    ['new Date(...[])', 'new Date()'],
    ['Date()', 'Date, whole'],
    ['class Later extends Date {}', 'Date, whole'],
    ['export default Date', 'Date, whole'],
    ['Math.random()', 'Math.random'],
    ['const { random } = Math', 'Math.random'],
    ['const { ...rest } = Math', 'Math, whole'],
    ['const chance = Math', 'Math, whole'],
    ['const { Math: { random } } = globalThis', 'Math.random'],
    ['const { setTimeout: later } = globalThis', 'setTimeout'],
    ['globalThis.setTimeout(f)', 'setTimeout'],
    ["global['fetch']('/')", 'fetch'],
    ['globalThis.globalThis.fetch', 'fetch'],
    ['globalThis[name]', 'globalThis[…]'],
    ['const all = globalThis', 'globalThis, whole'],
    ['performance.now()', 'performance'],
    ['setTimeout(f, 1)', 'setTimeout'],
    ['setInterval(f, 1)', 'setInterval'],
    ['setImmediate(f)', 'setImmediate'],
    ['const later = { setTimeout }', 'setTimeout'],
    ['const later = setTimeout', 'setTimeout'],
    ['function f(wait = setTimeout) {}', 'setTimeout'],
    ['{ const fetch = 1 } fetch(1)', 'fetch'],
    ['declare const fetch: any; fetch(1)', 'fetch'],
    ['process.env.HOME', 'process'],
    ['crypto.randomUUID()', 'crypto.randomUUID'],
    ['AbortSignal.timeout(1)', 'AbortSignal.timeout'],
    ["console.log('hello')", 'console'],
    ["require('fs')", 'require'],
    ['eval(f)', 'eval'],
    ["import { setTimeout } from 'node:timers/promises'", 'node:timers/promises'],
    ["import * as t from 'node:timers'", 'node:timers'],
    ["import { readFileSync } from 'fs'", 'node:fs'],
    ["import { type Stats } from 'node:fs'", 'node:fs'],
    ["export { readFileSync } from 'node:fs'", 'node:fs'],
    ["await import('node:child_process')", 'node:child_process'],
    ["import 'node:net'", 'node:net'],
    ["import 'node:http'", 'node:http'],
    ["import 'node:worker_threads'", 'node:worker_threads'],
    ["import { DatabaseSync } from 'node:sqlite'", 'node:sqlite'],
    ["import { randomUUID as id } from 'node:crypto'", 'node:crypto randomUUID'],
    ["import * as c from 'node:crypto'", 'node:crypto, whole'],
    ["import c from 'node:crypto'", 'node:crypto, whole'],
    ["import { request } from 'undici'", 'undici'],
    ["import pg from 'pg/native'", 'pg'],
    ['await import(name)', 'import(…)'],
  ])('nothing reaches outside without a port: %s', (text, door) => {
    plant('packages/mesh/src/wrong.ts', `/* Date.now() */\n${text}`)
    expect(found()).toEqual([
      `packages/mesh/src/wrong.ts:2 ports: ${door} is reached without a port; take it as one`,
    ])
  })

  const file = 'packages/mesh/src/adapter.ts'

  test('an exception lets through the doors it names, in its module', () => {
    plant(file, "import 'undici'\nsetTimeout(f)")
    plant('packages/mesh/src/wrong.ts', "import 'undici'")
    expect(found([{ file, doors: ['undici'], because: 'a test' }])).toEqual([
      `${file}:2 ports: setTimeout is reached without a port; take it as one`,
      'packages/mesh/src/wrong.ts:1 ports: undici is reached without a port; take it as one',
    ])
  })

  test('an exception that is not needed any more is found', () => {
    plant(file, "import 'undici'")
    expect(found([{ file, doors: ['undici', 'fetch'], because: 'a test' }])).toEqual([
      `${file}:1 exceptions: does not need its exception for fetch any more; remove it`,
    ])
  })
})

test('a module of more than 500 lines is found', () => {
  plant('packages/mesh/src/long.ts', 'export {}\n'.repeat(500))
  expect(found()).toEqual([])
  plant('packages/mesh/src/long.ts', 'export {}\n'.repeat(501))
  expect(found()).toEqual([
    'packages/mesh/src/long.ts:1 size: 501 lines; split it by idea, 500 is the most',
  ])
})

describe('reading', () => {
  test('a module that does not parse is found', () => {
    plant('packages/mesh/src/wrong.ts', 'export const = 1')
    expect(found()).toEqual([expect.stringContaining('packages/mesh/src/wrong.ts:1 reading: ')])
  })

  test('a module that git has and the walk misses is found', () => {
    plant('packages/mesh/dist/forced.ts', 'setTimeout(f)')
    expect(found()).toEqual([
      'packages/mesh/dist/forced.ts:1 reading: git has this module, the check did not read it',
    ])
  })
})
