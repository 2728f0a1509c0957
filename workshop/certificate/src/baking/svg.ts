import { type Refusal, refuse } from '../refusal.ts'
import { emblemSide, emblemSvg } from './emblem.ts'

/** The element that Open Badges 3.0 puts a credential into, right behind `<svg>`. */
const element = 'openbadges:credential'
const cdata = ['<![CDATA[', ']]>'] as const

/** A picture with the credential in it (Open Badges 3.0, §5.3.2.2). */
export function bakeSvg(credential: object): string {
  // the end of CDATA cannot be inside it; as an escape it is the same JSON
  const json = JSON.stringify(credential).replaceAll('>', '\\u003e')
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 ${emblemSide} ${emblemSide}" role="img" aria-label="Certificate"><${element}>${cdata[0]}${json}${cdata[1]}</${element}>${emblemSvg()}</svg>\n`
}

/** The JSON in a picture. */
export function unbakeSvg(svg: string): string | Refusal {
  const [, rest, ...more] = svg.split(`<${element}`)
  if (rest === undefined) return refuse('NothingBaked', 'there is no credential in the SVG')
  if (more.length > 0) return refuse('BakedTwice', 'the SVG has more than one credential')
  const begin = rest.indexOf(cdata[0])
  const end = rest.indexOf(cdata[1], begin)
  const close = rest.indexOf(`</${element}>`)
  if (begin < 0 || end < 0 || close < end || rest.slice(0, begin).trim().slice(-1) !== '>')
    return refuse('NothingBaked', 'the credential of the SVG has no JSON in it')
  return rest.slice(begin + cdata[0].length, end)
}
