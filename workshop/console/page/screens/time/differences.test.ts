import { expect, it } from 'vitest'
import { differences } from './differences.ts'

it('two moments differ in what was known of each, and in what came or went', () => {
  const one = {
    'service/orders': { health: 'ready', head: 5 },
    'service/ratings': { health: 'ready' },
    same: [1],
  }
  const other = { 'service/orders': { health: 'down', head: 5 }, 'edges/orders': [], same: [1] }
  expect(differences(one, other)).toMatchObject([
    { key: 'edges/orders', path: 'all of it', before: 'not known', after: 'known' },
    { key: 'service/orders', path: 'health', before: 'ready', after: 'down' },
    { key: 'service/ratings', path: 'all of it', before: 'known', after: 'gone' },
  ])
  expect(differences(one, one)).toEqual([])
})
