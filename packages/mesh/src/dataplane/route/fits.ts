import type { Match, StringMatch } from '../../model/route.ts'
import type { Target } from './target.ts'

export type Labels = { readonly [name: string]: string }

/** Whether all that the match says of a request holds. What it says of the caller is another question: that does not change between requests. */
export function fits(match: Match, target: Target): boolean {
  return (
    (match.port === undefined || match.port === target.port) &&
    (match.uri === undefined || isText(match.uri, target.path)) &&
    (match.method === undefined || isText(match.method, target.method)) &&
    (match.authority === undefined || isText(match.authority, target.authority)) &&
    (match.scheme === undefined || isText(match.scheme, target.scheme)) &&
    (match.headers.length === 0 || match.headers.every((one) => hasHeader(one, target))) &&
    (match.withoutHeaders.length === 0 ||
      !match.withoutHeaders.some((one) => hasHeader(one, target, ''))) &&
    (match.query.length === 0 ||
      match.query.every(({ name, match }) => isText(match, target.query.get(name) ?? undefined)))
  )
}

/** Whether this caller is one the match is for. */
export const isFor = ({ caller }: Match, labels: Labels): boolean =>
  Object.entries(caller).every(([name, value]) => labels[name] === value)

interface Named {
  readonly name: string
  readonly match: StringMatch
}

/** To keep a header out, one that is not there is as good as an empty one. */
function hasHeader({ name, match }: Named, target: Target, missing?: string): boolean {
  const value = target.header(name.toLowerCase())
  return isText(match, 'present' in match ? value : (value ?? missing))
}

/** A value that is not there fits none. */
function isText(match: StringMatch, value: string | undefined): boolean {
  if (value === undefined) return false
  if ('present' in match) return true
  if ('regex' in match) return isWhole(match.regex, value)
  const wanted = 'exact' in match ? match.exact : match.prefix
  const given = match.ignoreCase ? value.toLowerCase() : value
  const asked = match.ignoreCase ? wanted.toLowerCase() : wanted
  return 'exact' in match ? given === asked : given.startsWith(asked)
}

function isWhole(regex: RegExp, value: string): boolean {
  regex.lastIndex = 0
  return regex.exec(value)?.[0].length === value.length
}
