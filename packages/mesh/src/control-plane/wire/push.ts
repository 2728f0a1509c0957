import type { Endpoint } from '../../model/cluster.ts'
import { endpointOf } from './endpoint.ts'
import { fieldsOf, listOf, malformed, objectOf, textOf, wholeOf } from './fields.ts'

/** Where somebody is in what a control plane has said. A restarted one counts anew, under another `run`. */
export interface Position {
  readonly run: string
  readonly version: number
}

/** What a control plane says: everything, or what has changed since the version `from`. */
export interface Push extends Position {
  /** Left out, it is everything. */
  readonly from: number | undefined
  /** The text of each file of rules; undefined: there is none any more. */
  readonly rules: ReadonlyMap<string, string | undefined>
  /** By `host:port`, host in full. */
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[] | undefined>
}

export const mostFiles = 10_000
/** Hosts or files in one push, with those that are gone. */
const mostNames = 12_000
export const mostEndpoints = 10_000
/** A push larger than this is taken for garbage, and what would make one is held back at its source. */
export const mostPushCharacters = 16_777_216
const mostFileCharacters = 131_072
const mostVersion = Number.MAX_SAFE_INTEGER

export const positionText = ({ run, version }: Position): string => `${run}/${version}`

export function positionOf(text: string | undefined): Position | undefined {
  const found = /^([0-9a-f-]{1,64})\/(\d{1,15})$/.exec(text ?? '')
  return found === null ? undefined : { run: found[1] as string, version: Number(found[2]) }
}

export const pushText = ({ rules, endpoints, ...head }: Push): string =>
  JSON.stringify({ ...head, rules: asObject(rules), endpoints: asObject(endpoints) })

/** Strict: whoever pushes is ours, so anything else is garbage. Throws `WT_MESH_MESSAGE`. */
export function pushOf(text: string): Push {
  const given = objectOf(text, 'the push')
  const version = wholeOf(given.version, 'version', 0, mostVersion)
  const push: Push = {
    run: textOf(given.run, 'run', 64),
    version,
    from: given.from === undefined ? undefined : wholeOf(given.from, 'from', 0, version),
    rules: entriesOf(given.rules, 'rules', (one, what) => {
      if (typeof one !== 'string' || one.length > mostFileCharacters)
        throw malformed(`${what} must be a text of at most ${mostFileCharacters} characters`)
      return one
    }),
    endpoints: entriesOf(given.endpoints, 'endpoints', (one, what) =>
      listOf(one, what, mostEndpoints).map((each) => endpointOf(each, what)),
    ),
  }
  for (const key of push.endpoints.keys()) hostAndPort(key)
  return push
}

/** `host:port` in its parts. */
export function hostAndPort(key: string): { readonly host: string; readonly port: number } {
  const at = key.lastIndexOf(':')
  return {
    host: textOf(key.slice(0, Math.max(at, 0)), 'a host'),
    port: wholeOf(Number(key.slice(at + 1)), 'the port of a host', 1, 65_535),
  }
}

const asObject = (map: ReadonlyMap<string, unknown>) =>
  Object.fromEntries([...map].map(([key, value]) => [key, value ?? null]))

function entriesOf<T>(
  value: unknown,
  what: string,
  read: (value: unknown, what: string) => T,
): ReadonlyMap<string, T | undefined> {
  const entries = Object.entries(fieldsOf(value, what))
  if (entries.length > mostNames) throw malformed(`${what} are more than ${mostNames}`)
  return new Map(
    entries.map(([key, one]) => [
      textOf(key, `a name in ${what}`, 300),
      one === null ? undefined : read(one, `${what} of ${key.slice(0, 80)}`),
    ]),
  )
}
