import type { Endpoint } from '../../model/cluster.ts'
import { fieldsOf, malformed, textOf, wholeOf } from './fields.ts'

/** Names and values together. */
const mostLabelCharacters = 512
const mostWeight = 1_000_000
/** An IP address or a name; what it stands for is looked up by who calls it. */
const address = /^[A-Za-z0-9.:_-]+$/

export function endpointOf(value: unknown, what: string): Endpoint {
  const given = fieldsOf(value, what)
  const where = textOf(given.address, `${what}.address`)
  if (!address.test(where)) throw malformed(`${what}.address must be an IP address or a name`)
  return {
    address: where,
    port: portOf(given.port, `${what}.port`),
    labels: labelsOf(given.labels ?? {}, `${what}.labels`),
    weight: wholeOf(given.weight ?? 1, `${what}.weight`, 1, mostWeight),
  }
}

export const portOf = (value: unknown, what: string): number => wholeOf(value, what, 1, 65_535)

function labelsOf(value: unknown, what: string): Endpoint['labels'] {
  const entries = Object.entries(fieldsOf(value, what))
  let size = 0
  for (const [name, label] of entries) {
    if (typeof label !== 'string') throw malformed(`${what} must be texts`)
    size += name.length + label.length
  }
  if (size > mostLabelCharacters)
    throw malformed(`${what} must be at most ${mostLabelCharacters} characters together`)
  return Object.fromEntries(entries) as Endpoint['labels']
}
