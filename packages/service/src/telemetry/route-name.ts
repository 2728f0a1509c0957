import type { BoundedContext, CommandType } from '@watertight/domain'
import { kebab } from '../names.ts'
import type { Params } from '../router.ts'

/** Names a route by its pattern, with the context's own words where a parameter is one: `POST /order/:id/place-order`. There are only so many of them. */
export function routeName({ owns, accepts }: BoundedContext) {
  const words: { readonly [param: string]: ReadonlySet<string | undefined> } = {
    aggregate: new Set(owns.map(({ name }) => kebab(name))),
    command: new Set((accepts as readonly CommandType[]).map(({ type }) => kebab(type))),
  }
  return (pattern: string, params: Params): string =>
    pattern.replace(/:(aggregate|command)\b/g, (param, name) =>
      words[name]?.has(params[name]) ? (params[name] as string) : param,
    )
}
