import { signal } from '@preact/signals'

/** Where one is: a screen, what of it, and how it is looked at. `#/log/orders/order-7?as-of=3`. */
export interface Address {
  readonly screen: string
  readonly path: readonly string[]
  readonly query: Readonly<Record<string, string>>
}

const home = 'mesh'

/** Reads what comes after `#`. */
export function addressIn(hash: string): Address {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?')
  const [screen = '', ...rest] = path.split('/').map(decoded)
  return {
    screen: screen === '' ? home : screen,
    path: rest.filter((part) => part !== ''),
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

/** What leads there: `href(log, ['orders'], { find: 'x' })` is `#/log/orders?find=x`. Undefined values are left out. */
export function href(
  screen: string,
  path: readonly string[] = [],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const said = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined)
  const asked = said.length === 0 ? '' : `?${new URLSearchParams(said)}`
  return `#/${[screen, ...path].map(encodeURIComponent).join('/')}${asked}`
}

/** The address of the page at this moment. */
export const address = signal(addressIn(globalThis.location?.hash ?? ''))

/** Goes there; with `replace` no step back leads to where one was. */
export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  address.value = addressIn(to)
}

globalThis.addEventListener?.('hashchange', () => {
  address.value = addressIn(location.hash)
})

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
