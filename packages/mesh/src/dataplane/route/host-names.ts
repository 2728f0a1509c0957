/**
 * The names by which rules may know a host, the most exact first: with its port, without, and the wildcards that stand for it, the longest
 * first. Only a gateway has rules by wildcards.
 */
export function* hostNames(authority: string, host: string): Iterable<string> {
  yield authority
  yield host
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
    yield `*${host.slice(dot)}`
  yield '*'
}
