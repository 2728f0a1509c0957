import { header } from '@watertight/ports'
import type { Match, Route, StringMatch } from '../../model/route.ts'
import type { Target } from './target.ts'

export type Labels = { readonly [name: string]: string }

/** The first route that takes the call, with the match that let it in; no match where the route takes everything. */
export function matchRoute(
  routes: readonly Route[],
  target: Target,
  caller: Labels,
): { readonly route: Route; readonly match: Match | undefined } | undefined {
  for (const route of routes) {
    if (route.matches.length === 0) return { route, match: undefined }
    const match = route.matches.find((one) => fits(one, target, caller))
    if (match !== undefined) return { route, match }
  }
  return undefined
}

function fits(match: Match, target: Target, caller: Labels): boolean {
  return (
    (match.port === undefined || match.port === target.port) &&
    isText(match.uri, target.path) &&
    isText(match.method, target.method) &&
    isText(match.authority, target.authority) &&
    isText(match.scheme, target.scheme) &&
    Object.entries(match.caller).every(([name, value]) => caller[name] === value) &&
    match.headers.every(({ name, match }) => hasHeader(target, name, match)) &&
    // a header that is not there is as good as an empty one
    match.withoutHeaders.every(
      ({ name, match }) =>
        !('present' in match
          ? hasHeader(target, name, match)
          : isText(match, header(target.headers, name.toLowerCase()) ?? '')),
    ) &&
    match.query.every(({ name, match }) => isText(match, target.query.get(name) ?? undefined))
  )
}

const hasHeader = (target: Target, name: string, match: StringMatch) =>
  isText(match, joined(target.headers[name.toLowerCase()]))

const joined = (value: string | readonly string[] | undefined) =>
  value === undefined || typeof value === 'string' ? value : value.join(',')

/** A match that is not there holds; a value that is not there fits none. */
function isText(match: StringMatch | undefined, value: string | undefined): boolean {
  if (match === undefined) return true
  if (value === undefined) return false
  if ('present' in match) return true
  if ('regex' in match) return isWhole(match.regex, value)
  const [given, asked] = match.ignoreCase
    ? [value.toLowerCase(), lowered(match)]
    : [value, wanted(match)]
  return 'exact' in match ? given === asked : given.startsWith(asked)
}

type Plain = Exclude<StringMatch, { readonly regex: RegExp } | { readonly present: true }>
const wanted = (match: Plain) => ('exact' in match ? match.exact : match.prefix)
const lowered = (match: Plain) => wanted(match).toLowerCase()

function isWhole(regex: RegExp, value: string): boolean {
  regex.lastIndex = 0
  return regex.exec(value)?.[0].length === value.length
}
