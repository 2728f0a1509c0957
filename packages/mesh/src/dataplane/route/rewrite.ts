import type { Match, Rewrite } from '../../model/route.ts'

/** The path to ask for. A prefix that matched is replaced by `uri`, a whole or regular match entirely; a route that takes everything matched the prefix `/`. */
export function rewritePath(
  rewrite: Rewrite | undefined,
  match: Match | undefined,
  path: string,
): string {
  if (rewrite?.regex !== undefined) return path.replace(rewrite.regex.match, rewrite.regex.with)
  if (rewrite?.uri === undefined) return path
  const { uri } = match ?? {}
  if (uri !== undefined && !('prefix' in uri)) return rewrite.uri
  const prefix = uri?.prefix ?? '/'
  const changed = rewrite.uri + path.slice(prefix.length)
  return changed.startsWith('/') ? changed : `/${changed}`
}
