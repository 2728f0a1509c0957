const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/i
const firstLabel = /^(?:\*|\*?-?[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)$/i
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/

/** A name of DNS without dots (RFC 1123), as namespaces and subsets have. */
export const isLabel = (name: string): boolean => label.test(name)

export const isFullName = (name: string): boolean =>
  name.length <= 255 && name.split('.').every((part) => label.test(part))

/** A name, or one whose first label is `*` or begins with it. */
export function isWildcardName(name: string): boolean {
  const [first = '', ...rest] = name.split('.')
  if (!first.startsWith('*')) return isFullName(name)
  return name.length <= 255 && firstLabel.test(first) && rest.every((part) => label.test(part))
}

export const isAddress = (text: string): boolean => ipv4.test(text) || isIpv6(text)

function isIpv6(text: string): boolean {
  if (!text.includes(':') || text.length > 45) return false
  try {
    return new URL(`http://[${text}]/`).hostname !== ''
  } catch {
    return false
  }
}

/** Kubernetes' values of labels. */
export const isLabelValue = (value: string): boolean =>
  value.length <= 63 && /^(?:[a-z0-9](?:[-_.a-z0-9]*[a-z0-9])?)?$/i.test(value)

export function isLabelKey(key: string): boolean {
  const [prefix, name, more] = key.includes('/') ? key.split('/') : [undefined, key]
  return (
    more === undefined &&
    name !== undefined &&
    name !== '' &&
    isLabelValue(name) &&
    (prefix === undefined || isFullName(prefix))
  )
}

/** Whether every name that `narrow` stands for is one of `wide`: `*.example` covers `*.shop.example` and `a.example`. */
export function covers(wide: string, narrow: string): boolean {
  if (!wide.startsWith('*')) return wide === narrow
  const suffix = wide.slice(1)
  return (
    (narrow.startsWith('*') ? narrow.slice(1) : narrow).endsWith(suffix) &&
    narrow.length >= wide.length
  )
}
