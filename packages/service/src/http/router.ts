import type { Handler, Payload, Reply, Request, Stream } from '@watertight/ports'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import type { Caller } from '../auth/caller.ts'
import { answerWith, notFound } from './problem.ts'

export type Params = { readonly [name: string]: string }
export type Query = { readonly [name: string]: string }
export type Answer = Reply<Payload | Stream>
/** Answers a request; `caller` is who asks, where the service knows. */
export type Route = (
  request: Request,
  params: Params,
  query: Query,
  caller?: Caller,
) => Answer | Promise<Answer>
/** `'GET /orders/:number'` and what answers it. */
export type Routes = { readonly [methodAndPath: string]: Route }

export interface Found<R> {
  readonly route: R
  readonly params: Params
  readonly query: Query
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Finds what was entered for a request. Whoever may `GET` may ask for the `HEAD`; `OPTIONS` tells the methods; an unknown path is a 404, a known one asked with the wrong method a 405. */
export function finder<R>(routes: { readonly [methodAndPath: string]: R }) {
  const tree = findMyWay<findMyWay.HTTPVersion.V1>({
    ignoreTrailingSlash: true,
    // whoever takes the parameter says what is too long, in words of its own
    maxParamLength: 8_192,
  })
  const nothing = () => {}
  for (const [name, route] of Object.entries(routes)) {
    const [method, path] = name.split(' ') as [HTTPMethod, string]
    tree.on(method, path, nothing, route)
  }
  return ({ method, path }: Pick<Request, 'method' | 'path'>): Found<R> | Reply => {
    const match = tree.find((method === 'HEAD' ? 'GET' : method) as HTTPMethod, path)
    if (match === null) return elsewhere(method, path, (one) => tree.find(one, path) !== null)
    return {
      route: match.store as R,
      params: match.params as Params,
      query: match.searchParams as Query,
    }
  }
}

function elsewhere(method: string, path: string, has: (method: HTTPMethod) => boolean): Reply {
  const there: string[] = methods.filter(has)
  if (there.length === 0) return notFound(`${method} ${path.split('?')[0]}`)
  if (there.includes('GET')) there.push('HEAD')
  const allow = [...there, 'OPTIONS'].join(', ')
  return method === 'OPTIONS'
    ? { status: 204, headers: { allow }, body: '' }
    : answerWith('WT_METHOD_NOT_ALLOWED', `${method} is not possible here, but ${allow}.`, {
        headers: { allow },
      })
}

/** The answer to `HEAD` is that to `GET` without the body: the transport leaves a whole one out, a stream must not begin. */
export const withoutStream = (method: string, answer: Answer): Answer =>
  method !== 'HEAD' || typeof answer.body === 'string' || answer.body instanceof Uint8Array
    ? answer
    : { ...answer, body: '' }

/** A handler that finds its route. */
export function router(routes: Routes): Handler {
  const find = finder(routes)
  return async (request) => {
    const found = find(request)
    if (!('route' in found)) return found
    const answer = await found.route(request, found.params, found.query)
    return withoutStream(request.method, answer)
  }
}
