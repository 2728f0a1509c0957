export interface RequestTarget {
  readonly path: string
  /** With its '?'; empty without one. */
  readonly query: string
}

/**
 * Splits a request target, or returns what is wrong with it. A path that this gateway and the service behind it could read differently is refused: dot
 * segments, encoded or not, encoded slashes, empty segments, characters that must be encoded. (RFC 3986 §6.2.2 lets each hop normalise; the gap between two hops is how route rules are got round.)
 */
export function readTarget(target: string): RequestTarget | string {
  if (/[^\x21-\x7e]/.test(target)) return 'it has characters that must be percent-encoded'
  if (/[\\#]/.test(target)) return 'it has a backslash or a fragment'
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  if (!path.startsWith('/')) return 'it does not start with a slash'
  if (path.includes('//')) return 'it has an empty segment'
  for (const segment of path.split('/')) {
    const plain = decoded(segment)
    if (plain === undefined) return 'it has a broken percent-encoding'
    if (/[/\\]/.test(plain)) return 'it has an encoded slash'
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    if (/[\x00-\x1f\x7f]/.test(plain)) return 'it has an encoded control character'
    // some servers drop ';parameters' before they resolve dots
    if (/^\.\.?(;|$)/.test(plain)) return 'it has a dot segment'
  }
  return { path, query: mark < 0 ? '' : target.slice(mark) }
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
