import type { Action } from '../../model/route.ts'
import type { Target } from './target.ts'

const defaultPorts = { http: 80, https: 443 } as Readonly<Record<string, number>>

/** Where a redirect sends the caller. What the rule does not say stays; the query too, unless the rule brings its own. */
export function location(
  { uri, authority, scheme, port }: Extract<Action, { is: 'redirect' }>,
  target: Target,
): string {
  const to = scheme ?? target.scheme
  const host = authority ?? target.authority
  const named =
    port === undefined
      ? host
      : `${host.replace(/:\d+$/, '')}${port === defaultPorts[to] ? '' : `:${port}`}`
  const path = uri ?? target.path
  return `${to}://${named}${path}${path.includes('?') ? '' : target.search}`
}
