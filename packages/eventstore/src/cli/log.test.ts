import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'vitest'
import { code } from '../testing/kit.ts'
import { runLog } from './test-kit/run-log.ts'

const fixtures = join(import.meta.dirname, '../../fixtures')
const words = join(import.meta.dirname, '../fixtures/layout-1.ts')

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-log-'))
  file = join(folder, 'library.sqlite')
  cpSync(join(fixtures, 'layout-1.sqlite'), file)
})
afterEach(() => rmSync(folder, { recursive: true }))

const change = (sql: string) => {
  const db = new DatabaseSync(file)
  db.exec(sql)
  db.close()
}
const parsed = async (args: readonly string[]) =>
  JSON.parse((await runLog(args, { json: true })).lines.join('\n'))

describe('streams', () => {
  test('are listed with what happened last in each', async () => {
    const { lines, exitCode } = await runLog(['streams', file])
    assert.equal(exitCode, 0)
    assert.match(lines[0] ?? '', /^stream +events +last position +last event +at$/)
    assert.match(lines[1] ?? '', /^book-1 +11 +29 +BookReturned +2026-01-02T04:30:00.000Z$/)
    assert.equal(lines.length, 4)
  })

  test('are listed from a name on, as data', async () => {
    const [only, ...none] = await parsed(['streams', file, '--after', 'book-1', '--limit', '1'])
    assert.deepEqual([only.stream, only.revision, none], ['book-2', 11, []])
  })
})

describe('read', () => {
  test('prints a table of the log, shapes that changed by their version', async () => {
    const { lines } = await runLog(['read', file, '--limit', '3'])
    assert.match(lines[0] ?? '', /^position +at +stream +revision +type +data$/)
    assert.match(lines[3] ?? '', /^ +3 .* book-3 +1 +BookBought@2 +\{"title":"Moby-Dick"/)
  })

  test('prints one stream as of a revision, a position or a time, each event a line of JSON', async () => {
    const positions = async (...more: string[]) => {
      const { lines } = await runLog(['read', file, 'book-2', ...more], { json: true })
      return lines.map((line) => JSON.parse(line).position)
    }
    assert.deepEqual(await positions('--as-of', 'revision:3'), [2, 6, 7])
    assert.deepEqual(await positions('--as-of', 'position:6'), [2, 6])
    assert.deepEqual(await positions('--as-of', '2026-01-01T12:00Z'), [2])
    assert.deepEqual(await positions('--backwards', '--limit', '1'), [31])
  })

  test('finds by type and tag', async () => {
    const { lines } = await runLog(
      ['read', file, '--type', 'BookLent', '--tag', 'reader:bob', '--limit', '2'],
      { json: true },
    )
    const events = lines.map((line) => JSON.parse(line))
    assert(events.every(({ data, type }) => type === 'BookLent' && data.reader === 'bob'))
    assert(events.length > 0)
  })

  test('shows control characters instead of obeying them', async () => {
    change(`update wt_streams set name = 'book' || char(27) || '[31m' || char(7) where id = 1`)
    const { lines } = await runLog(['read', file, '--limit', '1'])
    assert.match(lines[1] ?? '', / book"\\u0007" /)
  })
})

test('subscribe prints what is there after a position, and ends after so many', async () => {
  const { lines } = await runLog(['subscribe', file, '--after', '28', '--limit', '3'], {
    json: true,
  })
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).position),
    [29, 30, 31],
  )
})

test('subscribe waits for what comes, and ends with the signal', async () => {
  const stop = new AbortController()
  const running = runLog(['subscribe', file], { signal: stop.signal })
  stop.abort()
  assert.deepEqual(await running, { exitCode: 0, lines: [] })
})

describe('state', () => {
  const fold = ['--fold', `${words}#Book`]

  test('is the fold of a stream, as of any moment', async () => {
    assert.deepEqual(await parsed(['state', file, 'book-1', ...fold]), {
      stream: 'book-1',
      revision: 11,
      state: { lent: 5 },
    })
    const early = await parsed(['state', file, 'book-1', ...fold, '--as-of', 'revision:2'])
    assert.deepEqual(early.state, { lent: 1 })
  })

  test('of a stream that is not there is not done', async () => {
    const { exitCode, lines } = await runLog(['state', file, 'nope', ...fold])
    assert.deepEqual([exitCode, lines], [1, ['nope has no events']])
  })

  test('needs something that folds', async () => {
    await assert.rejects(runLog(['state', file, 'a']), code('WT_USAGE'))
    for (const place of ['x', `${words}#Nothing`, `${words}#Requests`])
      await assert.rejects(runLog(['state', file, 'a', '--fold', place]), code('WT_USAGE'))
  })
})

describe('verify', () => {
  const projections = ['Shelves', 'Readers'].flatMap((name) => ['--projection', `${words}#${name}`])

  test('finds nothing in a log that is whole, nor in its rows', async () => {
    const { exitCode, lines } = await runLog(['verify', file, ...projections])
    assert.equal(exitCode, 0)
    assert.equal(lines.at(-1), '31 events in 3 streams, no findings')
  })

  test('names a hole, time that goes back, data that is none and a stream that is listed wrong', async () => {
    change(`delete from wt_events where position = 4;
      update wt_events set at = 1 where position = 10;
      update wt_events set data = '{' where position = 12;
      update wt_streams set revision = 3 where name = 'book-2'`)
    const { findings } = await parsed(['verify', file])
    const said = findings.map(({ where, what }: { [word: string]: string }) => `${where} ${what}`)
    for (const expected of [
      /^position 5 stands where 4 should be/,
      /^position 10 was recorded before/,
      /^position 12 its data is no JSON/,
      /^book-2 is listed at revision 3, has 11/,
    ])
      assert(
        said.some((one: string) => expected.test(one)),
        `${expected}`,
      )
    assert.equal((await runLog(['verify', file])).exitCode, 1)
  })

  test('names a row that a replay would not give', async () => {
    const db = new DatabaseSync(file)
    const serving = db.prepare(`select "table" from wt_serving where name = 'Readers'`).get()
    db.exec(`update ${serving?.table} set lent = 99 where reader = 'ann'`)
    db.close()
    const { exitCode, lines } = await runLog(['verify', file, ...projections])
    assert.equal(exitCode, 1)
    assert.match(lines[0] ?? '', /^Readers: a replay gives another row than .*"ann","lent":99/)
  })
})

describe('export, import and backup', () => {
  test('an export imported and exported again is the same bytes', async () => {
    const [one, two] = [join(folder, 'one.ndjson'), join(folder, 'two.ndjson')]
    const copy = join(folder, 'copy.sqlite')
    assert.deepEqual(await parsed(['export', file, one]), { file: one, events: 31 })
    assert.deepEqual(await parsed(['import', copy, one]), { events: 31, already: 0 })
    assert.deepEqual(await parsed(['import', copy, one]), { events: 31, already: 31 })
    await runLog(['export', copy, two])
    assert.deepEqual(readFileSync(two), readFileSync(one))
    const { lines } = await runLog(['export', copy])
    assert.equal(`${lines.join('\n')}\n`, readFileSync(one, 'utf8'))
  })

  test('an import that is no export is refused by code', async () => {
    const wrong = join(folder, 'wrong.ndjson')
    writeFileSync(wrong, '{"some":"json"}\n')
    const into = join(folder, 'new.sqlite')
    await assert.rejects(runLog(['import', into, wrong]), code('WT_IMPORT_INVALID'))
    await assert.rejects(runLog(['import', into, join(folder, 'nope')]), code('WT_USAGE'))
  })

  test('a backup is a log of its own', async () => {
    const copy = join(folder, 'copy.sqlite')
    assert.deepEqual(await parsed(['backup', file, copy]), { file: copy, head: 31 })
    assert.equal((await runLog(['verify', copy])).exitCode, 0)
    await assert.rejects(runLog(['backup', file, file]), code('WT_USAGE'))
  })
})

test('parked events are listed with their reason, of one consumer or of all', async () => {
  const { lines } = await runLog(['parked', file])
  assert.match(lines[1] ?? '', /^reminders +30 .* book-2 +BookLent +Error: bob has no address$/)
  const [first] = await parsed(['parked', file, '--consumer', 'reminders'])
  assert.deepEqual([first.position, first.stream, first.type], [30, 'book-2', 'BookLent'])
  assert.deepEqual((await runLog(['parked', file, '--consumer', 'x'])).lines, ['nothing is parked'])
})

describe('a log that is not there', () => {
  test('is not made, and what is no log is not touched', async () => {
    const nowhere = join(folder, 'nowhere.sqlite')
    await assert.rejects(runLog(['read', nowhere]), code('WT_LOG_MISSING'))
    assert(!existsSync(nowhere))
    const other = join(folder, 'other.sqlite')
    writeFileSync(other, 'no database')
    await assert.rejects(runLog(['read', other]), code('WT_LOG_MISSING'))
    assert.equal(readFileSync(other, 'utf8'), 'no database')
  })

  test('a command line that cannot be right says why', async () => {
    const wrong = [
      ['read'],
      ['read', file, 'book-1', 'book-2'],
      ['read', join(folder, 'log.db')],
      ['read', file, '--limit', '0'],
      ['read', file, '--after', 'x'],
      ['read', file, '--tag', 'reader'],
      ['read', file, '--as-of', 'yesterday'],
      ['read', file, 'book-1', '--type', 'BookLent'],
      ['streams', file, '--schema', 'x'],
    ]
    for (const args of wrong) await assert.rejects(runLog(args), code('WT_USAGE'), args.join(' '))
    await assert.rejects(runLog(['read', file, '--nope']), code('ERR_PARSE_ARGS_UNKNOWN_OPTION'))
  })
})
