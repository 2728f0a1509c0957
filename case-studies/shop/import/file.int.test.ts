import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFile } from './file.ts'
import { collect } from './fixtures/bytes.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const content = Buffer.from('InvoiceNo,StockCode\n'.repeat(50_000))
const written = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const read = async (path: string) => Buffer.concat(await collect((await openFile(path)).bytes))

it('a file is read whole, packed or not, whatever its name', async () => {
  const packed = gzipSync(content)
  expect((await read(written('a.csv', content))).equals(content)).toBe(true)
  expect((await read(written('a.csv.gz', packed))).equals(content)).toBe(true)
  expect((await read(written('b.csv', packed))).equals(content)).toBe(true)
  const file = await openFile(join(folder, 'a.csv.gz'))
  expect([file.name, file.size]).toEqual(['a.csv.gz', packed.length])
  await collect(file.bytes)
  expect(file.bytesRead()).toBe(packed.length)
})

it('a file that cannot be read says what and what to do', async () => {
  await expect(read(join(folder, 'none.csv'))).rejects.toThrow(
    /^WT_FILE_NOT_FOUND: There is no .*none\.csv\. Check/,
  )
  await expect(read(folder)).rejects.toThrow('WT_FILE_UNREADABLE')
  await expect(read(written('empty.csv', Buffer.alloc(0)))).rejects.toThrow('WT_FILE_EMPTY')
  await expect(read(written('plain.csv.gz', content))).rejects.toThrow('WT_FILE_NOT_GZIP')
})

it('packed data that is cut off or damaged says that it breaks off', async () => {
  const packed = gzipSync(content)
  const cut = packed.subarray(0, packed.length - 20)
  await expect(read(written('cut.gz', cut))).rejects.toThrow('WT_FILE_BROKEN_OFF')
  const damaged = Buffer.from(packed)
  damaged.fill(0xff, packed.length / 2, packed.length / 2 + 40)
  await expect(read(written('damaged.gz', damaged))).rejects.toThrow('WT_FILE_BROKEN_OFF')
})

it('the signal ends the reading', async () => {
  const owner = new AbortController()
  const file = await openFile(written('c.csv', content), owner.signal)
  owner.abort()
  await expect(collect(file.bytes)).rejects.toThrow('abort')
})
