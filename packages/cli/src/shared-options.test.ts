import { expect, test } from 'vitest'
import { sharedOptions } from './shared-options.ts'

test('shared options are taken from wherever they stand, the rest is the command’s', () => {
  const options = sharedOptions([
    ...['--data', '/tmp/x', 'shop', 'import', '--json', 'file.csv', '--batch', 'december'],
  ])
  expect(options).toEqual({
    help: false,
    version: false,
    json: true,
    data: '/tmp/x',
    rest: ['shop', 'import', 'file.csv', '--batch', 'december'],
  })
})

test('an option with its value in one word is taken whole', () => {
  expect(sharedOptions(['up', '--data=/tmp/x', '-h'])).toMatchObject({
    data: '/tmp/x',
    help: true,
    rest: ['up'],
  })
})

test('what follows -- is left alone', () => {
  expect(sharedOptions(['shop', 'import', '--', '--json'])).toMatchObject({
    json: false,
    rest: ['shop', 'import', '--', '--json'],
  })
})

test('--data without a folder is refused', () => {
  expect(() => sharedOptions(['up', '--data'])).toThrow('WT_USAGE')
  expect(() => sharedOptions(['up', '--data='])).toThrow('WT_USAGE')
})
