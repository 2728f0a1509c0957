import { type Ports, seededRandom } from '@watertight/ports'
import { drawFaults, type Fault, VirtualWorld } from '@watertight/ports/virtual'
import { describe, expect, it } from 'vitest'
import { inMemory } from './fixtures/bytes.ts'
import { FakeShop } from './fixtures/fake-shop.ts'
import { oddities } from './fixtures/oddities.ts'
import { batchOf, type ImportContext, type ImportReport, importBytes } from './import.ts'
import { reportJson, reportLines } from './report.ts'

const options = { batch: 'oddities' }

interface Scene {
  readonly shop?: FakeShop
  readonly content?: Uint8Array
  readonly seed?: number
  readonly faults?: readonly Fault[]
  readonly progress?: ImportContext['progress']
  readonly signal?: AbortSignal
}

/** One import into a shop on a virtual network. */
async function imported(scene: Scene = {}): Promise<ImportReport> {
  const { shop = new FakeShop(), content = oddities(), seed = 1, faults = [], progress } = scene
  const { signal = new AbortController().signal } = scene
  const world = new VirtualWorld({ seed, faults })
  let ports: Ports | undefined
  await world.host('gateway', async ({ transport }) => {
    await transport.serve('gateway', shop.handler)
  })
  await world.host('importer', async (given) => {
    ports = given
  })
  try {
    return await world.run(() => {
      const context = {
        gateway: 'gateway',
        ports: ports as Ports,
        signal,
        ...(progress && { progress }),
      }
      return importBytes(async () => inMemory('oddities.csv', content), options, context)
    })
  } finally {
    await world.stop()
  }
}

const disagreeing = ({ reconciliation }: ImportReport) =>
  reconciliation.filter(({ agree }) => agree === false)

describe('a file with every oddity', () => {
  it('is imported so that file and services agree to the penny', async () => {
    const report = await imported()
    expect(disagreeing(report)).toEqual([])
    expect(report).toMatchObject({ agree: true, documents: 15, replayed: 0, refused: [] })
    expect(reportJson(report)).toMatchObject({
      file: {
        rows: 58,
        orders: 8,
        saleLines: 24,
        saleValue: '169305.12',
        creditNotes: 4,
        creditLines: 6,
        creditValue: '13627.88',
        stockAdjustments: 3,
        stockAdjustmentLines: 4,
        net: '155677.24',
        customers: 6,
        rowsNotImported: 24,
      },
    })
    const table = reportLines(report).join('\n')
    expect(table).toMatch(/sale value +169,305\.12 +169,305\.12 +✓/)
    expect(table).toMatch(/ gift_0001_20 +1 line, 17\.02 +1 line, 17\.02 +✓/)
    expect(table).toMatch(/matched to sales +2 lines, 45\.00$/m)
    expect(table).toMatch(/to the customer +2 lines, 38\.55$/m)
    expect(table).toContain('File and services agree to the penny.')
  })

  it('has its bad rows told by line and reason', async () => {
    const report = await imported()
    const [first] = report.summary.leftOut
    expect(first).toMatchObject({ line: 32, invoice: '700011' })
    expect(report.summary.leftOut.map(({ line }) => line)).toEqual([
      ...[32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48],
      ...[50, 53, 54, 55, 56, 57, 60],
    ])
    const text = reportLines(report).join('\n')
    expect(text).toContain(
      '24 rows not imported:\n  line 32 (invoice 700011): InvoiceDate "2010-02-30',
    )
    expect(text).toContain('… and 4 more (--json lists them)')
  })

  it('is imported once, however often it is run', async () => {
    const shop = new FakeShop()
    await imported({ shop })
    const before = [...shop.arrivals]
    const again = await imported({ shop })
    expect(again).toMatchObject({ agree: true, documents: 15, replayed: 15 })
    expect(shop.arrivals).toEqual(before)
  })

  it('gives the same after it was stopped at any document and run again', async () => {
    const whole = await imported()
    for (let stopAfter = 1; stopAfter < 15; stopAfter++) {
      const shop = new FakeShop()
      const owner = new AbortController()
      const progress = ({ documents }: { documents: number }) => {
        if (documents === stopAfter) owner.abort(new Error('killed'))
      }
      await expect(imported({ shop, progress, signal: owner.signal })).rejects.toThrow('killed')
      const report = await imported({ shop, seed: stopAfter })
      expect(report.agree).toBe(true)
      expect(report.reconciliation).toEqual(whole.reconciliation)
    }
  })

  it('gives the same while messages are lost, doubled and late and the gateway crashes', async () => {
    const whole = await imported()
    for (let seed = 1; seed <= 60; seed++) {
      const { next } = seededRandom(seed)
      const drawn = drawFaults(next, ['gateway', 'importer'], 6, 20_000)
      const faults = drawn.filter((fault) => fault.kind !== 'crash' || fault.host === 'gateway')
      const shop = new FakeShop()
      const report = await imported({ shop, seed, faults })
      expect(report.reconciliation, `seed ${seed}`).toEqual(whole.reconciliation)
      expect(new Set(shop.arrivals).size).toBe(15)
    }
  })

  it('has each customer’s documents arrive in the order of the file', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const shop = new FakeShop()
      await imported({ shop, seed })
      const place = (key: string) => shop.arrivals.indexOf(key)
      expect(place('order/700001')).toBeLessThan(place('credit-note/C700007'))
      expect(place('order/700003')).toBeLessThan(place('credit-note/C700008'))
      expect(place('credit-note/C700008')).toBeLessThan(place('credit-note/C700015'))
    }
  })
})

describe('an import that cannot be whole', () => {
  it('reports a refused document with its lines, and that the figures differ', async () => {
    const shop = new FakeShop()
    shop.refuse.set('order/700003', 409)
    const report = await imported({ shop })
    expect(report.refused).toEqual([
      {
        document: 'order 700003',
        fileLines: [10, 12],
        status: 409,
        reason: 'WT_REFUSED: not this one: lines: no',
      },
    ])
    expect(report.agree).toBe(false)
    expect(disagreeing(report).map(({ what }) => what)).toContain('orders')
    expect(reportLines(report).join('\n')).toContain('order 700003 (lines 10 to 12): WT_REFUSED')
  })

  it('posts no invoice that the file breaks off in, and says where', async () => {
    const text = new TextDecoder().decode(oddities())
    const cut = text.slice(0, text.indexOf('10.0,90001.0') + 4)
    const shop = new FakeShop()
    const report = await imported({ shop, content: new TextEncoder().encode(cut) })
    expect(report.brokenOff?.message).toContain(
      'WT_FILE_BROKEN_OFF: The file stops in the middle of line 3',
    )
    expect(report.agree).toBe(false)
    expect(shop.arrivals).toEqual([])
  })

  it.each([
    ['InvoiceNo,StockCode\n1,2\n', 'WT_FILE_COLUMNS: The file has no column Description, Quantity'],
    [
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n',
      'WT_FILE_EMPTY: oddities.csv holds no rows.',
    ],
    ['\u0000\u0001\u0002', 'WT_FILE_COLUMNS'],
    ['{"not":"csv"}', 'WT_FILE_COLUMNS'],
  ])('posts nothing of %j', async (text, message) => {
    const shop = new FakeShop()
    const content = new TextEncoder().encode(text)
    await expect(imported({ shop, content })).rejects.toThrow(message)
    expect(shop.arrivals).toEqual([])
  })

  it('stops waiting when nothing moves, and says what it waited for', async () => {
    const shop = new FakeShop()
    shop.unpaidLooks = Number.POSITIVE_INFINITY
    const report = await imported({ shop })
    expect(report.unsettled).toBe('8 orders to be paid')
    expect(report.agree).toBe(false)
    expect(reportLines(report)).toContain('Given up waiting for 8 orders to be paid.')
  })
})

it('the batch is named after the file', () => {
  expect(batchOf('2010-12.csv.gz')).toBe('online-retail-2010-12')
  expect(batchOf('online-retail-2011.CSV')).toBe('online-retail-2011')
  expect(batchOf('My file (1).csv')).toBe('online-retail-My-file-1-')
})
