import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Match, Route, StringMatch } from '../../model/route.ts'
import { route } from '../test-kit/rules.ts'
import { fits, isFor } from './fits.ts'
import { RouteIndex } from './route-index.ts'
import { addressOf, CallTarget, type Target } from './target.ts'

const labels = { app: 'shop' }

/** What the index must never differ from. */
function oneAfterTheOther(routes: readonly Route[], target: Target) {
  for (const route of routes) {
    if (route.matches.length === 0) return { route, match: undefined }
    const match = route.matches.find((one) => isFor(one, labels) && fits(one, target))
    if (match !== undefined) return { route, match }
  }
  return undefined
}

const path = fc
  .array(fc.constantFrom('a', 'A', 'b', 'api', '/', '.', 'v1'), { maxLength: 4 })
  .map((parts) => `/${parts.join('')}`)
const word = fc.constantFrom('', 'a', 'A', 'b')
const patterns = ['/a.*', '/api/v\\d+', '/(a|b)', '/a?b', '/', '^/a\\.b?', '/api/{2}', '/ab*', '.*']
const text = (value: fc.Arbitrary<string>): fc.Arbitrary<StringMatch> =>
  fc.oneof(
    fc.record({ exact: value, ignoreCase: fc.boolean() }),
    fc.record({ prefix: value, ignoreCase: fc.boolean() }),
    fc
      .tuple(fc.constantFrom(...patterns), fc.constantFrom('', 'i'))
      .map(([source, flags]) => ({ regex: new RegExp(source, flags) })),
    fc.constant({ present: true as const }),
  )
const named = fc.array(fc.record({ name: fc.constantFrom('x', 'X', 'y'), match: text(word) }), {
  maxLength: 2,
})
const optional = { requiredKeys: ['headers', 'withoutHeaders', 'query', 'caller'] as const }
const match = fc.record(
  {
    uri: text(path),
    method: text(fc.constantFrom('GET', 'POST')),
    authority: text(fc.constantFrom('reviews', 'other')),
    scheme: text(fc.constantFrom('http', 'https')),
    port: fc.constantFrom(80, 9080),
    headers: named,
    withoutHeaders: named,
    query: named,
    caller: fc.constantFrom({}, { app: 'shop' }, { app: 'else' }),
  },
  optional as never,
) as fc.Arbitrary<Match>
const routes = fc.array(
  fc
    .oneof(
      { weight: 20, arbitrary: fc.array(match, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant([]) },
    )
    .map((matches) => route([], { matches })),
  { maxLength: 40 },
)
const target = fc
  .record({
    to: fc.constantFrom('reviews', 'https://reviews', 'reviews:9080'),
    method: fc.constantFrom('GET', 'POST'),
    path: fc.tuple(path, fc.constantFrom('', '?x=a', '?x=a&y=')).map((parts) => parts.join('')),
    headers: fc.dictionary(fc.constantFrom('x', 'Y', 'host'), word),
  })
  .map(({ to, method, path, headers }) => new CallTarget(addressOf(to), method, path, headers))

test('the index finds the match that trying all in order finds', () =>
  fc.assert(
    fc.property(routes, fc.array(target, { minLength: 1, maxLength: 10 }), (routes, targets) => {
      const index = new RouteIndex(routes, labels)
      for (const target of targets) {
        const found = index.find(target)
        const expected = oneAfterTheOther(routes, target)
        expect(found?.route).toBe(expected?.route)
        expect(found?.match).toBe(expected?.match)
      }
    }),
    { numRuns: 1_000 },
  ))
