/** A name as it stands in a path: `PlaceOrder` is `place-order`. */
export const kebab = (name: string): string =>
  name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
