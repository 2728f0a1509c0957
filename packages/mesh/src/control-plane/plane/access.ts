import { createHash, timingSafeEqual } from 'node:crypto'
import { header, type Reply, type Request } from '@watertight/ports'
import { ControlPlaneError } from '../control-plane-error.ts'
import { problem } from './problem.ts'

const leastToken = 16

/** Who may speak to a control plane: this machine, or whoever has the token. Answers with the refusal, or with nothing. */
export function accessTo(
  isPublic: boolean,
  token: string | undefined,
): (request: Request) => Reply | undefined {
  if (token === undefined ? isPublic : token.length < leastToken)
    throw new ControlPlaneError(
      'WT_MESH_TOKEN_MISSING',
      token === undefined
        ? 'the control plane would be open to other machines'
        : `the token has ${token.length} characters`,
    )
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`)
  return ({ headers }) => {
    // a page in a browser on this machine reaches it as well, in the name of whoever looks at the page
    if (header(headers, 'origin') !== undefined || header(headers, 'sec-fetch-site') !== undefined)
      return problem({
        status: 403,
        title: 'No Browsers',
        code: 'WT_MESH_BROWSER',
        detail: 'The control plane takes no request of a page. Ask it from a program.',
      })
    const given = digest(header(headers, 'authorization') ?? '')
    if (expected === undefined || timingSafeEqual(given, expected)) return undefined
    return problem({
      status: 401,
      title: 'Token Wrong',
      code: 'WT_MESH_TOKEN_WRONG',
      detail:
        'The request has not the token of this control plane. Send Authorization: Bearer TOKEN.',
    })
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
