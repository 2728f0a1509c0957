import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { nodePorts } from '@watertight/ports/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FakeShop } from './fixtures/fake-shop.ts'
import { odditiesPath } from './fixtures/oddities.ts'
import { importFile } from './import.ts'
import { reportJson } from './report.ts'

const realMonth = process.env.WATERTIGHT_ONLINE_RETAIL
let folder = ''
let ports: ReturnType<typeof nodePorts>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'))
  ports = nodePorts({ service: 'importer', folder, directory: new Map(), log: () => {} })
})
afterAll(async () => {
  await ports.stop()
  rmSync(folder, { recursive: true })
})

async function importInto(shop: FakeShop, path: string) {
  const server = await ports.transport.serve('gateway', shop.handler)
  const { signal } = new AbortController()
  try {
    return await importFile(path, {}, { gateway: server.address, ports, signal })
  } finally {
    await server.close()
  }
}

it('a file on disk is imported over HTTP', async () => {
  const report = await importInto(new FakeShop(), fileURLToPath(odditiesPath))
  expect(report).toMatchObject({ batch: 'online-retail-oddities', agree: true, documents: 15 })
})

it('a packed file that is cut off is imported as far as whole invoices go', async () => {
  const path = join(folder, 'cut.csv.gz')
  const [header = '', ...rows] = readFileSync(odditiesPath, 'utf8').split('\n')
  const many = Array.from({ length: 3_000 }, (_, i) =>
    (rows[0] ?? '').replace('700001', `${800_000 + i}`),
  )
  writeFileSync(path, gzipSync([header, ...many].join('\n')).subarray(0, -3_000))
  const shop = new FakeShop()
  const report = await importInto(shop, path)
  expect(report.brokenOff?.code).toBe('WT_FILE_BROKEN_OFF')
  expect(report.agree).toBe(false)
  expect(report.reconciliation.filter(({ agree }) => agree === false)).toEqual([])
  expect(shop.arrivals.length).toBe(report.summary.rows)
})

it.skipIf(realMonth === undefined)(
  'December 2010, the real month, has exactly the figures of its description',
  async () => {
    const report = await importInto(new FakeShop(), realMonth as string)
    expect(report.agree).toBe(true)
    expect(reportJson(report)).toMatchObject({
      batch: 'online-retail-2010-12',
      refused: [],
      file: {
        rows: 42_481,
        saleLines: 41_480,
        orders: 1_559,
        saleValue: '823746.14',
        creditLines: 728,
        creditNotes: 326,
        creditValue: '74789.12',
        stockAdjustmentLines: 273,
        net: '748957.02',
        customers: 948,
        rowsWithoutCustomer: 15_631,
        skus: 2_822,
        rowsNotImported: 0,
      },
    })
  },
)
