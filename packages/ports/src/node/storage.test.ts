import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { durable } from './storage.ts'

test('a database that cannot promise durable commits is closed and refused', () => {
  const database = new DatabaseSync(':memory:')
  expect(() => durable(database, 'books')).toThrow(
    expect.objectContaining({
      code: 'WT_NOT_DURABLE',
      message: expect.stringContaining('expected journal_mode wal and synchronous 2, found memory'),
    }),
  )
  expect(database.isOpen).toBe(false)
})
