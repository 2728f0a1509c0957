import { createHash, timingSafeEqual } from 'node:crypto'
import { type Headers, header, type Reply } from '@watertight/ports'
import { problem } from '@watertight/service'

const thisMachine = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD'])
const cookie = 'watertight-console'

/**
 * Who may ask the console. Without a token: programs of this machine, and pages that the console itself has served; a name that merely
 * resolves to this machine is refused, and so is another site's page that would change something. With one: whoever has it, in a bearer
 * header or, once `?token=` was opened, in a cookie.
 */
export function door(token: string | undefined) {
  const expected = token === undefined ? undefined : digest(token)
  const isToken = (given: string | undefined) =>
    expected !== undefined && given !== undefined && timingSafeEqual(digest(given), expected)

  return ({ method, path, headers }: Asked): Reply | undefined => {
    const host = header(headers, 'host') ?? ''
    if (expected === undefined) {
      if (host !== '' && !thisMachine.test(host))
        return refused(`The host ${host.slice(0, 80)} is not this machine.`)
    } else {
      const given = new URLSearchParams(path.split('?')[1]).get('token') ?? undefined
      if (given !== undefined && isToken(given)) return keptInCookie(path, given)
      if (!isToken(bearer(headers)) && !isToken(cookieIn(headers)))
        return problem({
          ...{ status: 401, title: 'Token Missing', code: 'WT_TOKEN_WRONG' },
          detail: 'Open the console with ?token=…, or send Authorization: Bearer ….',
        })
    }
    const origin = header(headers, 'origin')
    if (safe.has(method) || origin === undefined) return undefined
    // a browser lets no page of another site say the forwarded ones
    const meant = header(headers, 'x-forwarded-host') ?? host
    const scheme = header(headers, 'x-forwarded-proto') ?? 'http'
    return origin === `${scheme}://${meant}`
      ? undefined
      : refused(`${origin.slice(0, 80)} may not change anything here.`)
  }
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Headers
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const bearer = (headers: Headers) =>
  /^Bearer (.+)$/.exec(header(headers, 'authorization') ?? '')?.[1]

const cookieIn = (headers: Headers) =>
  (header(headers, 'cookie') ?? '')
    .split(/;\s*/)
    .find((one) => one.startsWith(`${cookie}=`))
    ?.slice(cookie.length + 1)

const refused = (detail: string): Reply =>
  problem({ status: 403, title: 'Origin Refused', code: 'WT_ORIGIN_REFUSED', detail })

/** The token leaves the address, which is seen, stored and sent on. */
const keptInCookie = (path: string, token: string): Reply => ({
  status: 303,
  headers: {
    location: path.split('?')[0],
    'set-cookie': `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    'cache-control': 'no-store',
  },
  body: '',
})
