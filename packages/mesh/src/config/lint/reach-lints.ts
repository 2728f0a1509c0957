import type { Match, StringMatch } from '../../model/route.ts'
import { matchOf } from '../compile/matches.ts'
import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import type { HttpMatch, HttpRoute, VirtualService } from '../schema/kinds.ts'

/** Rules that no call can come to, for one before them takes all of theirs. */
export function* reachLints({ spec }: VirtualService): Iterable<Problem> {
  const before: { readonly match: HttpMatch | undefined; readonly route: HttpRoute }[] = []
  for (const route of spec.http) {
    const matches = route.match ?? []
    const open = matches.filter((match) => !before.some((one) => takes(one.match, match)))
    const first = before.find((one) =>
      matches.length === 0 ? takesAll(one.match) : matches.some((match) => takes(one.match, match)),
    )
    if (first !== undefined) {
      const { file, line } = placeOf(first.match ?? first.route)
      const by = `${file}:${line} takes every call that`
      if (matches.length === 0 || open.length === 0)
        yield problem(
          'WT_MESH_RULE_UNREACHABLE',
          placeOf(route),
          `no call comes to this route: ${by} would`,
        )
      else
        for (const match of matches)
          if (!open.includes(match))
            yield problem(
              'WT_MESH_RULE_UNREACHABLE',
              placeOf(match),
              `this match is of no use: ${by} it would take`,
            )
    }
    before.push(
      ...(matches.length === 0
        ? [{ match: undefined, route }]
        : matches.map((match) => ({ match, route }))),
    )
  }
}

const takesAll = (match: HttpMatch | undefined) =>
  match === undefined || isOpen(matchOf(match), match)

const isOpen = (match: Match, { gateways, sourceNamespace }: HttpMatch) =>
  (match.uri === undefined || ('prefix' in match.uri && match.uri.prefix === '/')) &&
  [match.method, match.authority, match.scheme, match.port, gateways, sourceNamespace].every(
    (one) => one === undefined,
  ) &&
  [match.headers, match.withoutHeaders, match.query].every((all) => all.length === 0) &&
  Object.keys(match.caller).length === 0

/** Whether every call that meets `narrow` meets `wide` too, as far as that can be seen: all that `wide` asks, `narrow` asks as well. */
function takes(wide: HttpMatch | undefined, narrow: HttpMatch): boolean {
  if (takesAll(wide)) return true
  if (wide === undefined) return true
  const [a, b] = [matchOf(wide), matchOf(narrow)]
  return (
    textTakes(a.uri, b.uri) &&
    textTakes(a.method, b.method) &&
    textTakes(a.authority, b.authority) &&
    textTakes(a.scheme, b.scheme) &&
    namesTake(a.headers, b.headers) &&
    namesTake(a.query, b.query) &&
    // what one does without, the other must do without for the same reason
    a.withoutHeaders.every((one) => b.withoutHeaders.some((other) => same(one, other))) &&
    Object.entries(a.caller).every(([name, value]) => b.caller[name] === value) &&
    (a.port === undefined || a.port === b.port) &&
    (wide.sourceNamespace === undefined || wide.sourceNamespace === narrow.sourceNamespace) &&
    same(wide.gateways, narrow.gateways)
  )
}

type Named = Match['headers']

const namesTake = (wide: Named, narrow: Named) =>
  wide.every(({ name, match }) =>
    narrow.some(
      (other) => other.name.toLowerCase() === name.toLowerCase() && textTakes(match, other.match),
    ),
  )

function textTakes(wide: StringMatch | undefined, narrow: StringMatch | undefined): boolean {
  if (wide === undefined) return true
  if (narrow === undefined) return false
  if ('present' in wide) return true
  if ('present' in narrow) return false
  if ('regex' in wide) return 'regex' in narrow && wide.regex.source === narrow.regex.source
  if ('regex' in narrow || (narrow.ignoreCase && !wide.ignoreCase)) return false
  const fold = (text: string) => (wide.ignoreCase ? text.toLowerCase() : text)
  const text = fold('exact' in narrow ? narrow.exact : narrow.prefix)
  if ('prefix' in wide) return text.startsWith(fold(wide.prefix))
  return 'exact' in narrow && text === fold(wide.exact)
}

const same = (a: unknown, b: unknown) => JSON.stringify(plain(a)) === JSON.stringify(plain(b))
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_, inner) => (inner instanceof RegExp ? inner.source : inner)),
  )
