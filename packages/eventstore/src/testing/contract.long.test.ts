import { describe, test } from 'vitest'
import { sqlitePlace } from '../fixtures/sqlite-place.ts'
import { contract } from './contract.ts'

contract({ describe, test }, 'sqlite on files, the writer on a thread', {
  durable: true,
  place: () => sqlitePlace('thread'),
})
