import { expect, test } from 'vitest'
import { fallback } from './fallback.ts'

const fails = (error: unknown) => () => Promise.reject(error)

test('answers with the value when the call fails, and only then', async () => {
  const orEmpty = fallback({ name: 'f', value: [] })
  expect(await orEmpty.run(async () => [1])).toEqual([1])
  expect(await orEmpty.run<number[]>(fails(new Error('down')))).toEqual([])
  expect(orEmpty.snapshot()).toEqual({ name: 'f', calls: 2, used: 1 })
})

test('answers with what the function makes of the error', async () => {
  const told = fallback({ name: 'f', use: async (error) => `sorry: ${(error as Error).message}` })
  expect(await told.run(fails(new Error('down')))).toBe('sorry: down')
})

test('leaves the errors alone that it is not for', async () => {
  const some = fallback({ name: 'f', value: 1, when: (error) => error instanceof RangeError })
  await expect(some.run(fails(new TypeError('mine')))).rejects.toThrow('mine')
  expect(await some.run(fails(new RangeError('its')))).toBe(1)
})

test('does not answer for a caller who gave up', async () => {
  const aborted = Object.assign(new Error('left'), { name: 'AbortError' })
  await expect(fallback({ name: 'f', value: 1 }).run(fails(aborted))).rejects.toBe(aborted)
})

test('what its function throws is the error', async () => {
  const worse = fallback({
    name: 'f',
    use: () => {
      throw new Error('worse')
    },
  })
  await expect(worse.run(fails(new Error('bad')))).rejects.toThrow('worse')
})

test('needs a value or a function, and not both', () => {
  expect(() => fallback({ name: 'f' } as never)).toThrow('WT_INVALID_OPTION: fallback f: value')
  expect(() => fallback({ name: 'f', value: 1, use: () => 2 })).toThrow('fallback f: value')
})
