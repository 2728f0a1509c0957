import { expect, test } from 'vitest'
import { addressIn, href } from './address.ts'

test.for([
  ['log', ['orders', 'order-7'], { 'as-of': '3' }],
  ['log', ['a/b', 'ü ?#&%'], { find: 'x & y = z' }],
  ['mesh', [], {}],
] as const)('what leads to %s %j %j is read as the same', ([screen, path, query]) =>
  expect(addressIn(href(screen, path, query))).toEqual({ screen, path, query }),
)

test('no address is the mesh, and what cannot be read is taken as it is', () => {
  expect(addressIn('').screen).toBe('mesh')
  expect(addressIn('#/log/%E0%A4%A')).toMatchObject({ screen: 'log', path: ['%E0%A4%A'] })
})
