import type { BoundedContext, CommandType } from '@watertight/domain'
import { kebab } from '../names.ts'
import type { Params } from '../router.ts'

/** Names a route by its pattern, with the context's own words where a parameter is one: `POST /order/:id/place-order`. There are only so many of them. */
export function routeName({ owns, accepts }: BoundedContext) {
  const words: { readonly [param: string]: ReadonlySet<string | undefined> } = {
    aggregate: new Set(owns.map(({ name }) => kebab(name))),
    command: new Set((accepts as readonly CommandType[]).map(({ type }) => kebab(type))),
  }
  return (pattern: string) => {
    const parts = pattern.split(/:(aggregate|command)\b/)
    if (parts.length === 1) return () => pattern
    return (params: Params): string => {
      let name = ''
      for (const [i, part] of parts.entries()) {
        if (i % 2 === 0) name += part
        else name += words[part]?.has(params[part]) ? params[part] : `:${part}`
      }
      return name
    }
  }
}
