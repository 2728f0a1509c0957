import { describe, inject, test } from 'vitest'
import { addressOf, place } from '../fixtures/postgres-place.ts'
import { contract } from '../testing/contract.ts'

const connection = await addressOf(inject('postgres'))

contract({ describe, test }, 'postgres', { durable: true, place: () => place(connection) })
