import type { BoundedContext, CommandType } from '@watertight/domain'
import type { Request } from '@watertight/ports'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import { kebab } from '../names.ts'

type Params = Readonly<Record<string, string | undefined>>

/** Finds the pattern of the route that a request takes, with the context's own words where a parameter is one: `/order/:id/place-order`. There are only so many of them. */
export function routeNames({ owns, accepts }: BoundedContext, routes: readonly string[]) {
  const words: Readonly<Record<string, ReadonlySet<string | undefined>>> = {
    aggregate: new Set(owns.map(({ name }) => kebab(name))),
    command: new Set((accepts as readonly CommandType[]).map(({ type }) => kebab(type))),
  }

  function named(pattern: string): (params: Params) => string {
    const parts = pattern.split(/:(aggregate|command)\b/)
    if (parts.length === 1) return () => pattern
    return (params) => {
      let name = ''
      for (const [i, part] of parts.entries()) {
        if (i % 2 === 0) name += part
        else name += words[part]?.has(params[part]) ? params[part] : `:${part}`
      }
      return name
    }
  }

  const found = findMyWay<findMyWay.HTTPVersion.V1>({
    ignoreTrailingSlash: true,
    maxParamLength: 8_192,
  })
  const nothing = () => {}
  for (const route of routes) {
    const [method, pattern] = route.split(' ') as [HTTPMethod, string]
    found.on(method, pattern, nothing, named(pattern))
  }
  return ({ method, path }: Pick<Request, 'method' | 'path'>): string | undefined => {
    const match = found.find((method === 'HEAD' ? 'GET' : method) as HTTPMethod, path)
    return match === null ? undefined : (match.store as ReturnType<typeof named>)(match.params)
  }
}
