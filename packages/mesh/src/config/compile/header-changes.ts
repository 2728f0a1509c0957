import type { Destination, HeaderChanges } from '../../model/route.ts'
import { compareTexts } from '../problem/place.ts'
import type { HttpRoute } from '../schema/kinds.ts'

type Headers = HttpRoute['headers']
type Operations = NonNullable<Headers>['request']

const isAuthority = (name: string) => /^(?::authority|host)$/i.test(name)

/** What the rules make of headers, but for the host, which is a matter of the rewrite. */
export const headersOf = (headers: Headers): Destination['headers'] => ({
  request: changesOf(headers?.request),
  response: changesOf(headers?.response),
})

/** The host that `set`, else `add`, gives the request. */
export function authorityIn(headers: Headers): string | undefined {
  for (const names of [headers?.request?.set, headers?.request?.add])
    for (const [name, value] of Object.entries(names ?? {})) if (isAuthority(name)) return value
  return undefined
}

const changesOf = ({
  remove = [],
  set = {},
  add = {},
}: NonNullable<Operations> = {}): HeaderChanges => ({
  remove: [...remove].sort(compareTexts),
  set: listed(set),
  add: listed(add),
})

const listed = (names: Readonly<Record<string, string>>) =>
  Object.entries(names)
    .filter(([name]) => !isAuthority(name))
    .sort(([a], [b]) => compareTexts(a, b))
