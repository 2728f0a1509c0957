import assert from 'node:assert/strict'
import pg from 'pg'
import { afterAll, inject, test } from 'vitest'
import { addressOf } from '../fixtures/postgres-place.ts'
import { bigints, booleans, integers, texts } from './binary-array.ts'

const client = new pg.Client(await addressOf(inject('postgres')))
await client.connect()
afterAll(() => client.end())

/** What the server has received. */
async function received(type: string, sent: Buffer): Promise<unknown> {
  const { rows } = await client.query(`select to_json($1::${type}[]) as json`, [sent])
  return rows[0].json
}

test('the server receives arrays as they are here, the empty ones too', async () => {
  const whole = [0, 1, -1, -2, 2 ** 31 - 1, -(2 ** 31)]
  const large = [...whole, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, -(2 ** 53 - 1)]
  const words = ['', '{"a":"\\"b\\\\"}', null, 'ünïcödé 船 🚢', 'NULL', 'x'.repeat(70_000)]
  assert.deepEqual(await received('integer', integers(whole)), whole)
  assert.deepEqual(await received('bigint', bigints(large)), large)
  assert.deepEqual(await received('text', texts(words)), words)
  assert.deepEqual(await received('boolean', booleans([true, false])), [true, false])
  for (const [type, none] of [
    ['integer', integers([])],
    ['bigint', bigints([])],
    ['text', texts([])],
    ['boolean', booleans([])],
  ] as const)
    assert.deepEqual(await received(type, none), [])
})
