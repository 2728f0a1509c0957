import { createHash, timingSafeEqual } from 'node:crypto'
import { type Headers, header } from '@watertight/ports'
import type { CheckedGatewayOptions } from './gateway-options.ts'
import type { Refusal } from './refusal.ts'

const thisMachine = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
/** Methods that change nothing (RFC 9110 §9.2.1). */
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Who may ask. With a token, whoever has it. Without one only programs of this machine reach the gateway, and pages in its browsers, which
 * are not believed: a name that merely resolves to this machine is refused, and so is another site's page that would change something or
 * open a connection.
 */
export function visitors({
  token,
  scheme,
  behindProxy,
}: Pick<CheckedGatewayOptions, 'token' | 'scheme' | 'behindProxy'>) {
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`)
  return (method: string, headers: Headers, isUpgrade = false): Refusal | undefined => {
    const host = header(headers, 'host') ?? ''
    if (expected !== undefined) {
      const given = digest(header(headers, 'authorization') ?? '')
      if (!timingSafeEqual(given, expected))
        return { code: 'WT_TOKEN_WRONG', what: 'The request has not the token of this gateway' }
    } else if (!behindProxy && host !== '' && !thisMachine.test(host))
      return {
        code: 'WT_ORIGIN_REFUSED',
        what: `The host ${shown(host)} is not this machine`,
      }
    const origin = header(headers, 'origin')
    if (origin === undefined || (safe.has(method) && !isUpgrade)) return undefined
    const meant = (behindProxy && header(headers, 'x-forwarded-host')) || host
    const from = (behindProxy && header(headers, 'x-forwarded-proto')) || scheme
    if (origin === `${from}://${meant}`) return undefined
    return {
      code: 'WT_ORIGIN_REFUSED',
      what: `${shown(origin)} may not ${isUpgrade ? 'connect' : 'change anything'} here`,
    }
  }
}

const shown = (text: string) => text.slice(0, 80)
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
