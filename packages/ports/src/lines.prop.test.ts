import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lines, type Payload } from './index.ts'

async function* chunks(of: readonly Payload[]) {
  yield* of
}

async function read(of: readonly Payload[]) {
  const seen: string[] = []
  for await (const line of lines(chunks(of))) seen.push(line)
  return seen
}

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '))

test('lines are the same however the bytes were cut, inside a character too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat(400)), async (written, cuts) => {
      const bytes = new TextEncoder().encode(written.map((one) => `${one}\n`).join(''))
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
        (a, b) => a - b,
      )
      const cut = places.slice(1).map((end, i) => bytes.subarray(places[i], end))
      expect(await read(cut)).toEqual(written.filter((one) => one !== ''))
    }),
  )
})

test('heartbeats are left out, text chunks are joined, and half a line at the end is no line', async () => {
  expect(await read(['\n', 'on', 'e\n\ntw', 'o\n', '\n', '{"half":'])).toEqual(['one', 'two'])
})
