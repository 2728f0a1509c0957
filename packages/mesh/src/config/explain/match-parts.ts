import type { Match, StringMatch } from '../../model/route.ts'

/** One thing that a match asks, alone: in words, and as a match that asks nothing else. */
export interface MatchPart {
  readonly words: string
  readonly alone: Match
}

const nothing: Match = { headers: [], withoutHeaders: [], query: [], caller: {} }

/** All that a match asks, part by part. */
export function partsOf(match: Match): readonly MatchPart[] {
  const texts = (['uri', 'method', 'authority', 'scheme'] as const).flatMap((name) => {
    const text = match[name]
    return text === undefined ? [] : [part(`${name} ${inWords(text)}`, { [name]: text })]
  })
  return [
    ...texts,
    ...match.headers.map((one) =>
      part(`header ${one.name} ${inWords(one.match)}`, { headers: [one] }),
    ),
    ...match.withoutHeaders.map((one) =>
      part(`not header ${one.name} ${inWords(one.match)}`, { withoutHeaders: [one] }),
    ),
    ...match.query.map((one) =>
      part(`parameter ${one.name} ${inWords(one.match)}`, { query: [one] }),
    ),
    ...Object.entries(match.caller).map(([name, value]) =>
      part(`caller ${name}=${value}`, { caller: { [name]: value } }),
    ),
    ...(match.port === undefined ? [] : [part(`port ${match.port}`, { port: match.port })]),
  ]
}

/** `uri prefix /films, method is GET`; everything where nothing is asked. */
export const matchInWords = (match: Match): string =>
  partsOf(match)
    .map(({ words }) => words)
    .join(', ') || 'everything'

const part = (words: string, more: Partial<Match>): MatchPart => ({
  words,
  alone: { ...nothing, ...more },
})

function inWords(match: StringMatch): string {
  if ('present' in match) return 'is there'
  if ('regex' in match) return `fits ${match.regex.source}`
  const anyCase = match.ignoreCase ? ' in any case' : ''
  return 'exact' in match ? `is ${match.exact}${anyCase}` : `begins with ${match.prefix}${anyCase}`
}
