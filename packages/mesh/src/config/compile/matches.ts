import type { Match, StringMatch } from '../../model/route.ts'
import { compareTexts } from '../problem/place.ts'
import type { HttpMatch } from '../schema/kinds.ts'
import type { Caller } from './caller.ts'

type Said = NonNullable<HttpMatch['headers']>[string]

/** Whether calls of this caller can meet the match at all. One that names gateways asks nothing else about the caller, as in Istio. */
export const canMeet = (
  { gateways, sourceNamespace }: HttpMatch,
  caller: Required<Caller>,
): boolean =>
  gateways !== undefined && gateways.length > 0
    ? gateways.includes(caller.gateway)
    : sourceNamespace === undefined ||
      sourceNamespace === '' ||
      sourceNamespace === caller.namespace

export function matchOf(said: HttpMatch): Match {
  const { gateways = [], sourceLabels, port, ignoreUriCase = false } = said
  const uri = textMatch(said.uri, ignoreUriCase)
  const method = textMatch(said.method)
  const authority = textMatch(said.authority)
  const scheme = textMatch(said.scheme)
  return {
    ...(uri && { uri }),
    ...(method && { method }),
    ...(authority && { authority }),
    ...(scheme && { scheme }),
    headers: named(said.headers),
    withoutHeaders: named(said.withoutHeaders),
    query: named(said.queryParams),
    caller: gateways.length > 0 ? {} : { ...sourceLabels },
    ...(port !== undefined && { port }),
  }
}

function textMatch(said: Said | HttpMatch['uri'], ignoreCase = false): StringMatch | undefined {
  if (said?.exact !== undefined) return { exact: said.exact, ignoreCase }
  if (said?.prefix !== undefined) return { prefix: said.prefix, ignoreCase }
  if (said?.regex === undefined) return undefined
  return said.regex === 'present' ? { present: true } : { regex: said.regex }
}

/** In the order of names; one that says nothing asks that it is there. */
const named = (all: Readonly<Record<string, Said>> | undefined) =>
  Object.entries(all ?? {})
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([name, said]) => ({ name, match: textMatch(said) ?? ({ present: true } as const) }))
