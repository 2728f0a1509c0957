import { isAddress } from '../rules/dns.ts'

const domain = 'cluster.local'

/** A short name is one of its resource's namespace, as in Kubernetes; a name with a dot, a wildcard or an address stays as it is. */
export const fullName = (host: string, namespace: string): string =>
  host.includes('.') || host.startsWith('*') || isAddress(host)
    ? host
    : `${host}.${namespace}.svc.${domain}`

/** The namespace that a full name of Kubernetes says. */
export const namespaceIn = (host: string): string | undefined => parts(host)?.namespace

/** What callers of this namespace may call the host. */
export function namesOf(host: string, namespace: string): readonly string[] {
  const found = parts(host)
  if (found === undefined) return [host]
  const { name } = found
  const short = found.namespace === namespace ? [name] : []
  return [...short, `${name}.${found.namespace}`, `${name}.${found.namespace}.svc`, host]
}

function parts(host: string) {
  const suffix = `.svc.${domain}`
  if (!host.endsWith(suffix)) return undefined
  const [name, namespace, more] = host.slice(0, -suffix.length).split('.')
  return name === undefined || namespace === undefined || more !== undefined
    ? undefined
    : { name, namespace }
}
