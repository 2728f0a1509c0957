import { eventStore, memory } from '@watertight/eventstore'
import { expect, it } from 'vitest'
import { Disclosures, disclosures } from './disclosures.ts'

it('a disclosure is of one stream and one caller, runs out after a quarter of an hour, and is kept', async () => {
  let now = 1_000
  let id = 0
  const clock = { now: () => now, wallTime: () => now, soon: setImmediate } as never
  const ports = { clock, ids: { next: () => `d${++id}` }, log: () => {} }
  const store = await eventStore({ engine: memory(), events: [], tables: [Disclosures], ports })
  const { record, isValid, list } = disclosures(store, ports)
  const given = await record('file-1', 'she asks for her own file', 'ben')
  expect(await isValid(given.id, 'file-1', 'ben')).toBe(true)
  expect(await isValid(given.id, 'file-2', 'ben')).toBe(false)
  expect(await isValid(given.id, 'file-1', 'carla')).toBe(false)
  expect(await isValid(given.id, 'file-1', undefined)).toBe(false)
  expect(await isValid('d9', 'file-1', 'ben')).toBe(false)
  now += 15 * 60_000
  expect(await isValid(given.id, 'file-1', 'ben')).toBe(false)
  expect(await list()).toEqual([given])
  await store.close()
})
