import type { Match, StringMatch } from '../../model/route.ts'
import { matchOf } from '../compile/matches.ts'
import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import type { HttpMatch, VirtualService } from '../schema/kinds.ts'

/** A match with what it is compiled to; none takes everything. */
interface Asked {
  readonly said: HttpMatch
  readonly match: Match
  readonly takesAll: boolean
}

/** Rules that no call can come to, for one before them takes all of theirs. */
export function* reachLints({ spec }: VirtualService): Iterable<Problem> {
  const before: Asked[] = []
  let end: object | undefined
  for (const route of spec.http) {
    const all = (route.match ?? []).map(askedBy)
    const taker = (one: Asked) => end ?? before.find((other) => takes(other, one))?.said
    const takers = all.map(taker)
    const first = end ?? takers.find((one) => one !== undefined)
    if (first !== undefined && takers.every((one) => one !== undefined))
      yield problem(
        'WT_MESH_RULE_UNREACHABLE',
        placeOf(route),
        `no call comes to this route: ${where(first)} takes every call that would`,
      )
    else
      for (const [i, one] of takers.entries())
        if (one !== undefined)
          yield problem(
            'WT_MESH_RULE_UNREACHABLE',
            placeOf((all[i] as Asked).said),
            `this match is of no use: ${where(one)} takes every call that it would take`,
          )
    // what takes everything is the end of the list
    end ??= all.length === 0 ? route : all.find(({ takesAll }) => takesAll)?.said
    before.push(...all)
  }
}

const where = (value: object) => {
  const { file, line } = placeOf(value)
  return `${file}:${line}`
}

function askedBy(said: HttpMatch): Asked {
  const match = matchOf(said)
  const { uri, method, authority, scheme, port, headers, withoutHeaders, query, caller } = match
  const takesAll =
    (uri === undefined || ('prefix' in uri && uri.prefix === '/')) &&
    [method, authority, scheme, port, said.gateways, said.sourceNamespace].every(
      (one) => one === undefined,
    ) &&
    headers.length + withoutHeaders.length + query.length + Object.keys(caller).length === 0
  return { said, match, takesAll }
}

/** Whether every call that meets `narrow` meets `wide` too, as far as that can be seen: all that `wide` asks, `narrow` asks as well. */
const takes = ({ match: a, said: wide }: Asked, { match: b, said: narrow }: Asked): boolean =>
  textTakes(a.uri, b.uri) &&
  textTakes(a.method, b.method) &&
  textTakes(a.authority, b.authority) &&
  textTakes(a.scheme, b.scheme) &&
  (a.port === undefined || a.port === b.port) &&
  namesTake(a.headers, b.headers) &&
  namesTake(a.query, b.query) &&
  // what one does without, the other must do without for the same reason
  a.withoutHeaders.every((one) =>
    b.withoutHeaders.some((other) => other.name === one.name && isSame(one.match, other.match)),
  ) &&
  Object.entries(a.caller).every(([name, value]) => b.caller[name] === value) &&
  (wide.sourceNamespace === undefined || wide.sourceNamespace === narrow.sourceNamespace) &&
  wide.gateways?.join() === narrow.gateways?.join()

type Named = Match['headers']

const namesTake = (wide: Named, narrow: Named) =>
  wide.every(({ name, match }) =>
    narrow.some(
      (other) => other.name.toLowerCase() === name.toLowerCase() && textTakes(match, other.match),
    ),
  )

const isSame = (a: StringMatch, b: StringMatch) => textTakes(a, b) && textTakes(b, a)

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
