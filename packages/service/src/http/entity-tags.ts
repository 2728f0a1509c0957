import type { Expected } from '../decider.ts'

const tag = /[\t ]*(W\/)?("[\x21\x23-\x7e\x80-\xff]*")[\t ]*(?:,|$)/y

/** The entity tag of a stream at a revision. */
export const etagOf = (revision: number): string => `"${revision}"`

/** What `if-match` asks for (RFC 9110 §13.1.1), or `invalid`. Tags that are no revision of ours match nothing; weak ones are not taken, for they never match. */
export function ifMatch(value: string): Expected | 'invalid' {
  if (value.trim() === '*') return 'exists'
  const tags = tagsOf(value)
  if (tags === undefined || tags.some(({ isWeak }) => isWeak)) return 'invalid'
  return tags.flatMap(({ opaque }) =>
    /^"\d{1,15}"$/.test(opaque) ? Number(opaque.slice(1, -1)) : [],
  )
}

/** Whether `if-none-match` (RFC 9110 §13.1.2) names this tag, weak or strong: the reader has it already. */
export const isKnown = (value: string, etag: string): boolean =>
  value.trim() === '*' || (tagsOf(value)?.some(({ opaque }) => opaque === etag) ?? false)

function tagsOf(value: string) {
  const tags: { readonly isWeak: boolean; readonly opaque: string }[] = []
  tag.lastIndex = 0
  for (let at = 0; at < value.length; at = tag.lastIndex) {
    const found = tag.exec(value)
    if (found === null) return undefined
    tags.push({ isWeak: found[1] !== undefined, opaque: found[2] as string })
  }
  return tags.length > 0 ? tags : undefined
}
