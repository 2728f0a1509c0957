import { describe, expect, it } from 'vitest'
import { csvRows } from './csv-rows.ts'
import { collect, inMemory } from './fixtures/bytes.ts'

const read = (content: string | Uint8Array, chunk?: number) =>
  collect(csvRows(inMemory('rows.csv', content, chunk).bytes))

describe('rows of a CSV file', () => {
  it('are read with quoted commas, quotes and line ends, each with its line of the file', async () => {
    expect(await read('a,b\n"1,5","say ""hi"""\n"two\nlines",x\n3,4\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1,5', 'say "hi"'] },
      { line: 3, fields: ['two\nlines', 'x'] },
      { line: 5, fields: ['3', '4'] },
    ])
  })

  it('are the same with CRLF, a byte order mark, and no line end at the end', async () => {
    const rows = [
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1', '2'] },
    ]
    expect(await read('\uFEFFa,b\r\n1,2\r\n')).toEqual(rows)
    expect(await read('a,b\n1,2')).toEqual(rows)
  })

  it('are the same however the bytes are cut, also inside a letter', async () => {
    const content = 'a,b\n"£ 5",ü\r\n"x\ny",€\n'
    const whole = await read(content, 1000)
    for (const chunk of [1, 2, 3, 7]) expect(await read(content, chunk)).toEqual(whole)
  })

  it('are counted past empty lines', async () => {
    expect(await read('a,b\n\n1,2\n\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 3, fields: ['1', '2'] },
    ])
  })
})

describe('a row that cannot be read', () => {
  const problems = async (content: string) =>
    (await read(content)).flatMap((row) =>
      'problem' in row ? [`${row.line}: ${row.problem}`] : [],
    )
  const lines = async (content: string) => (await read(content)).map(({ line }) => line)

  it('with too few or too many fields is told, and the next one is read', async () => {
    const content = 'a,b\n1\n1,2,3\n1,2\n'
    expect(await lines(content)).toEqual([1, 2, 3, 4])
    expect(await problems(content)).toEqual([
      '2: it has 1 fields instead of 2',
      '3: it has 3 fields instead of 2',
    ])
  })

  it('with a quote inside is told', async () => {
    expect(await problems('a,b\n1,x"y"\n1,2\n')).toEqual(['2: a quote stands where none may be'])
  })

  it('with a quote that is never closed costs that line only', async () => {
    const after = Array.from({ length: 60 }, (_, i) => `${i},2\n`).join('')
    expect(await problems(`a,b\n"1,2\n${after}`)).toEqual(['2: a quote is opened and never closed'])
    expect(await lines(`a,b\n"1,2\n${after}`)).toHaveLength(62)
    expect(await problems(`a,b\n"1,2\n3,4\n"5,6",7\n8,9\n`)).toEqual([
      '2: a quote is opened and never closed',
    ])
  })

  it('too long to be one is told and not kept in memory', async () => {
    const [, row] = await read(`a,b\n${'x'.repeat(200_000)}\n1,2\n`, 4096)
    expect(row).toMatchObject({ line: 2, problem: 'it is longer than 65536 characters' })
  })

  it('at the end, without a line end, says that the file breaks off', async () => {
    await expect(read('a,b\n1,2\n3')).rejects.toThrow(
      'WT_FILE_BROKEN_OFF: The file stops in the middle of line 3: it has 1 fields instead of 2.',
    )
    await expect(read('a,b\n1,"2')).rejects.toThrow('WT_FILE_BROKEN_OFF')
  })
})
