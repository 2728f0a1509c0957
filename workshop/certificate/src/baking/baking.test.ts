import { beforeAll, describe, expect, it } from 'vitest'
import type { Certificate } from '../credential/certificate.ts'
import { emblemPng } from '../node/emblem-png.ts'
import { nodePlatform } from '../node/platform.ts'
import { isRefusal } from '../refusal.ts'
import { certificateBy, newIssuer, soonAfter, whole } from '../test-kit/issuing.ts'
import { concat, utf8 } from '../text/bytes.ts'
import { report } from '../verification/report.ts'
import { verifyFile } from '../verification/verify-file.ts'
import { bakePng } from './png.ts'
import { printablePage } from './printable-page.ts'
import { bakeSvg } from './svg.ts'
import { unbake } from './unbake.ts'

/** A name that means something to every format it is put into. */
const name = `Zoë "]]>" </script><b>&amp; O’Neil`
let certificate: Certificate
beforeAll(async () => {
  certificate = await certificateBy(newIssuer(), { recipient: { name } })
})

const found = (file: string | Uint8Array) =>
  verifyFile(typeof file === 'string' ? utf8(file) : file, {
    platform: nodePlatform,
    now: soonAfter,
  })

describe('what is baked is read back as it was', () => {
  it.each([
    ['json', () => JSON.stringify(certificate, null, 2)],
    ['json', () => `\n  ${JSON.stringify(certificate)}\n`],
    ['svg', () => bakeSvg(certificate)],
    ['png', () => bakePng(emblemPng(), certificate)],
    ['page', () => printablePage(certificate)],
    ['page', () => printablePage(certificate).replaceAll('\n', '\r\n')],
  ] as const)('from %s', async (wrapping, file) => {
    const it = whole(await found(file()))
    expect(it).toMatchObject({ wrapping, summary: { recipient: name } })
    expect(it.credential).toEqual(certificate)
  })

  it('and where the standard wants it: in the SVG first of all, in the PNG once', () => {
    expect(bakeSvg(certificate)).toMatch(
      /^<svg [^>]*xmlns:openbadges="https:\/\/purl.imsglobal.org\/ob\/v3p0"[^>]*><openbadges:credential><!\[CDATA\[\{/,
    )
    const png = Buffer.from(bakePng(emblemPng(), certificate)).toString('latin1')
    expect(png.split('iTXtopenbadgecredential\0\0\0\0\0{')).toHaveLength(2)
  })
})

describe('a picture', () => {
  it('with two credentials is refused', async () => {
    const once = bakePng(emblemPng(), certificate)
    expect(await found(bakePng(once, certificate))).toMatchObject({ refused: 'BakedTwice' })
    const svg = bakeSvg(certificate)
    const element = svg.slice(svg.indexOf('<openbadges:'), svg.indexOf('<circle'))
    expect(await found(svg.replace('</svg>', () => `${element}</svg>`))).toMatchObject({
      refused: 'BakedTwice',
    })
  })

  it('that was drawn over is valid, and the reader is warned', async () => {
    const drawn = bakeSvg(certificate).replace('</svg>', '<text>Doctor of everything</text></svg>')
    const { cautions } = report(whole(await found(drawn)))
    expect(cautions.join()).toContain('Believe these lines, not the picture')
    expect(report(whole(await found(bakeSvg(certificate)))).cautions.join()).not.toContain(
      'picture',
    )
  })

  it('is the same for everybody', () => {
    const pixels = (png: Uint8Array) => Buffer.from(png).toString('base64')
    expect(pixels(emblemPng())).toBe(pixels(emblemPng()))
    const [one] = bakePng(emblemPng(), certificate)
    expect(one).toBe(0x89)
  })
})

describe('a printable page', () => {
  it('shows all that was signed', () => {
    const page = printablePage(certificate)
    const text = page
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
    expect(text).toContain(JSON.stringify(certificate, null, 1))
    expect(page).toContain('conforms to Open Badges 3.0')
    expect(page.toLowerCase()).not.toContain('certified')
    expect(page).not.toContain('<b>')
  })

  it.each([
    ['another name', (page: string) => page.replace('<p class="to">Zoë', '<p class="to">Eve')],
    ['a better result', (page: string) => page.replace('<td>Completed', '<td>With distinction')],
    ['something more', (page: string) => page.replace('</main>', '<p>Certified</p></main>')],
    ['a script', (page: string) => page.replace('</body>', '<script>alert(1)</script></body>')],
  ])('that shows %s than was signed is refused', async (_, doctor) => {
    expect(await found(doctor(printablePage(certificate)))).toMatchObject({
      refused: 'PageDiffers',
    })
  })

  it('with another certificate inside, or two, is refused', async () => {
    const other = await certificateBy(newIssuer())
    const page = printablePage(certificate)
    const inside = printablePage(other).match(/<script .*<\/script>/)?.[0] ?? ''
    const swapped = page.replace(/<script .*<\/script>/, () => inside)
    expect(await found(swapped)).toMatchObject({ refused: 'PageDiffers' })
    expect(await found(page + inside)).toMatchObject({ refused: 'BakedTwice' })
  })
})

it('what is in a file is told by the file, not by its name', () => {
  const kind = (file: Uint8Array) => {
    const it = unbake(file)
    return isRefusal(it) ? it.refused : it.wrapping
  }
  expect(kind(utf8(`\ufeff${JSON.stringify(certificate)}`))).toBe('json')
  expect(kind(utf8(`<?xml version="1.0"?>\n<!-- by us -->\n${bakeSvg(certificate)}`))).toBe('svg')
  expect(kind(concat(utf8('x'), bakePng(emblemPng(), certificate)))).toBe('NotJson')
})
