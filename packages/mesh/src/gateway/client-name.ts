import { type Headers, header } from '@watertight/ports'

/** Whom a bucket is for: an address, of IPv6 the network that one household has (RFC 6177). Behind a proxy of ours it is what that saw. */
export function clientName(
  remote: string | undefined,
  headers: Headers,
  behindProxy: boolean,
): string {
  const seen = behindProxy
    ? header(headers, 'x-forwarded-for')?.split(',').at(-1)?.trim()
    : undefined
  const address = (seen || remote || '').replace(/^::ffff:/, '')
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address
}
