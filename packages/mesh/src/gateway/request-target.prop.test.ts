import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTarget } from './request-target.ts'

const piece = fc.oneof(
  fc.constantFrom('/', '.', '..', '%2e', '%2F', '%5c', '\\', ';', '%', 'a', '?', '#', '%00', ' '),
  fc.string({ maxLength: 3 }),
)

test('what is taken, the URL parser of browsers and services reads as it is written', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const target = readTarget(`/${pieces.join('')}`)
      if (typeof target === 'string') return
      const url = new URL(`http://host${target.path}${target.query}`)
      expect(url.host).toBe('host')
      expect(url.pathname.split('/').length).toBe(target.path.split('/').length)
      expect(decodeURIComponent(url.pathname)).toBe(decodeURIComponent(target.path))
    }),
  )
})
