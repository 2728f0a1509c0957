import { kebab } from '@watertight/domain'

export { kebab }

const identity = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/

/** Whether this may name an aggregate: letters, digits and `. _ ~ -`, 128 at most. */
export const isIdentity = (id: string): boolean => identity.test(id)

export const streamOf = (name: string, id: string): string => `${kebab(name)}-${id}`

/** The id in the name of one of these owners' streams: `536365` of `order-536365`. */
export function idOf(owners: readonly { readonly name: string }[], stream: string): string {
  const prefixes = owners
    .map(({ name }) => `${kebab(name)}-`)
    .filter((prefix) => stream.startsWith(prefix))
  // of `order-` and `order-line-` the longer one is meant
  return stream.slice(Math.max(0, ...prefixes.map(({ length }) => length)))
}

/** Whether its stream is its own: beside `OrderLine`, an `Order` named `line-7` would be line 7. */
export const isDistinct = (
  owners: readonly { readonly name: string }[],
  name: string,
  id: string,
): boolean => idOf(owners, streamOf(name, id)) === id
