import type { Handler, Payload, Reply, Request, Stream } from '@watertight/ports'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import { notFound, problem } from './problem.ts'

export type Params = { readonly [name: string]: string }
export type Query = { readonly [name: string]: string }
export type Route = (
  request: Request,
  params: Params,
  query: Query,
) => Reply<Payload | Stream> | Promise<Reply<Payload | Stream>>
/** `'GET /orders/:number'` and what answers it. */
export type Routes = { readonly [methodAndPath: string]: Route }

/** A handler that finds its route: an unknown path is a 404, a known one asked with the wrong method a 405. */
export function router(routes: Routes): Handler {
  const found = findMyWay<findMyWay.HTTPVersion.V1>({
    ignoreTrailingSlash: true,
    // whoever takes the parameter says what is too long, in words of its own
    maxParamLength: 8_192,
  })
  const nothing = () => {}
  for (const [name, route] of Object.entries(routes)) {
    const [method, path] = name.split(' ') as [HTTPMethod, string]
    found.on(method, path, nothing, route)
  }
  return async (request) => {
    const { method, path } = request
    const match = found.find(method as HTTPMethod, path)
    if (match === null) {
      const others = (['GET', 'POST', 'PUT', 'DELETE'] as const).filter(
        (other) => other !== method && found.find(other, path) !== null,
      )
      return others.length > 0
        ? wrongMethod(method, others)
        : notFound(`${method} ${path.split('?')[0]}`)
    }
    const params = match.params as Params
    return (match.store as Route)(request, params, match.searchParams as Query)
  }
}

function wrongMethod(method: string, others: readonly string[]): Reply {
  const allow = others.join(', ')
  const answer = problem({
    status: 405,
    title: 'Method Not Allowed',
    code: 'WT_METHOD_NOT_ALLOWED',
    detail: `${method} is not possible here. Use ${allow}.`,
  })
  return { ...answer, headers: { ...answer.headers, allow } }
}
