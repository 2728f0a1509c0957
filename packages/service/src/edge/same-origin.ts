import { type Handler, type Headers, header } from '@watertight/ports'
import { problem } from '../http/problem.ts'

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Why a browser's request is not to be trusted, if so. A name that only resolves to this machine, and another site's script, are both refused. */
function distrust(method: string, headers: Headers): string | undefined {
  const host = header(headers, 'host') ?? ''
  if (host !== '' && !loopback.test(host))
    return `the host ${host.slice(0, 80)} is not this machine`
  const origin = header(headers, 'origin')
  // of a gateway before this one; a script elsewhere cannot send such a header without being asked for leave
  const forwarded = header(headers, 'x-forwarded-host') ?? ''
  const own = [host, ...(loopback.test(forwarded) ? [forwarded] : [])]
  if (method === 'GET' || origin === undefined || own.some((one) => origin === `http://${one}`))
    return undefined
  return `${origin.slice(0, 80)} may not change anything here`
}

/** For what people open in a browser: serves this machine's own pages and programs only, so that no token is needed while nobody else can ask. */
export const sameOrigin =
  (handler: Handler): Handler =>
  async (request) => {
    const why = distrust(request.method, request.headers)
    if (why === undefined) return handler(request)
    return problem({
      status: 403,
      title: 'Forbidden',
      code: 'WT_ORIGIN_REFUSED',
      detail: `${why}. Open the address that was printed at the start.`,
    })
  }
