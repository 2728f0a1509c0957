import { kebab } from '@watertight/domain'

export { kebab }

const identity = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/

/** Whether this may name an aggregate: letters, digits and `. _ ~ -`, 128 at most. */
export const isIdentity = (id: string): boolean => identity.test(id)

/** By the names of owners, of which there are only so many; each command asks several times. */
const prefixes = new Map<string, string>()
function prefixOf(name: string): string {
  const known = prefixes.get(name)
  if (known !== undefined) return known
  const prefix = `${kebab(name)}-`
  prefixes.set(name, prefix)
  return prefix
}

export const streamOf = (name: string, id: string): string => `${prefixOf(name)}${id}`

/** The id in the name of one of these owners' streams: `536365` of `order-536365`. */
export function idOf(owners: readonly { readonly name: string }[], stream: string): string {
  // of `order-` and `order-line-` the longer one is meant
  let longest = 0
  for (const { name } of owners) {
    const prefix = prefixOf(name)
    if (prefix.length > longest && stream.startsWith(prefix)) longest = prefix.length
  }
  return stream.slice(longest)
}

/** Whether its stream is its own: beside `OrderLine`, an `Order` named `line-7` would be line 7. */
export const isDistinct = (
  owners: readonly { readonly name: string }[],
  name: string,
  id: string,
): boolean => idOf(owners, streamOf(name, id)) === id
