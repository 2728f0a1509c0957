import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bakePng, chunk, unbakePng } from '../baking/png.ts'
import { bakeSvg } from '../baking/svg.ts'
import { emblemPng } from '../node/emblem-png.ts'
import { nodePlatform } from '../node/platform.ts'
import { isRefusal } from '../refusal.ts'
import { certificateBy, newIssuer, soonAfter, verified } from '../test-kit/issuing.ts'
import { concat, utf8 } from '../text/bytes.ts'
import { verifyFile } from './verify-file.ts'

const verdictOn = async (file: string | Uint8Array) => {
  const bytes = typeof file === 'string' ? utf8(file) : file
  const found = await verifyFile(bytes, { platform: nodePlatform, now: soonAfter })
  return isRefusal(found) ? found.refused : 'valid'
}
const json = async () => JSON.stringify(await certificateBy(newIssuer()))

describe('a file from anybody', () => {
  it.each<readonly [what: string, file: string | Uint8Array, code: string]>([
    ['nothing', '', 'NotJson'],
    ['a zero', '\0', 'NotJson'],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00, 0xd8), 'NotJson'],
    ['half a JSON', '{"@context":["https://www.w3.org/ns/cre', 'NotJson'],
    ['a number', '42', 'FormInvalid'],
    ['null', 'null', 'FormInvalid'],
    ['a list', '[[],{}]', 'FormInvalid'],
    ['an empty object', '{}', 'ContextUnknown'],
    ['a text', '"credential"', 'FormInvalid'],
    ['ten million letters', `"${'a'.repeat(10_000_000)}"`, 'TooLarge'],
    ['two million letters', `"${'a'.repeat(2_000_000)}"`, 'TooLarge'],
    ['a hundred thousand values', JSON.stringify(Array(100_000).fill(0)), 'TooLarge'],
    ['depth', `${'['.repeat(400_000)}${']'.repeat(400_000)}`, 'TooDeep'],
    ['depth of objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 'TooDeep'],
    ['a prototype', '{"__proto__":{"verified":true}}', 'KeyForbidden'],
    ['a prototype, in disguise', '{"\\u005f_proto__":1}', 'KeyForbidden'],
    ['a constructor, below', '[{"a":{"constructor":1}}]', 'KeyForbidden'],
    ['a key twice', '{"a":1,"b":{"a":1},"a":2}', 'KeyRepeated'],
    ['a key twice, in disguise', '{"id":1,"\\u0069d":2}', 'KeyRepeated'],
    ['a page without a credential', '<!doctype html><p>Certified!', 'NothingBaked'],
    ['an SVG without one', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'NothingBaked'],
    ['an SVG that begins one', '<svg><openbadges:credential><![CDATA[{', 'NothingBaked'],
    ['an SVG with a token', '<svg><openbadges:credential verify="a.b.c"/></svg>', 'NothingBaked'],
    ['the beginning of a PNG', emblemPng().subarray(0, 100), 'ImageDamaged'],
    ['a PNG without one', emblemPng(), 'NothingBaked'],
  ])('is refused with a reason, not an error: %s', async (_, file, code) => {
    expect(await verdictOn(file)).toBe(code)
  })

  it('a repeated key in a certificate is refused: two readers could see two names', async () => {
    const twice = (await json()).replace('"name":', '"name":"Doctor of everything","name":')
    expect(await verdictOn(twice)).toBe('KeyRepeated')
  })

  it('numbers that JSON cannot hold and trees that are made to be slow do not stop it', async () => {
    const endless = (await json()).replace('"id":"urn:', '"score":1e999,"id":"urn:')
    expect(await verdictOn(endless)).not.toBe('valid')
    // thousands of nodes without a name that look alike, linked in a ring: the worst for canonical linked data
    const certificate = JSON.parse(await json())
    certificate.evidence = Array.from({ length: 190 }, () => ({
      type: ['Evidence'],
      evidence: Array.from({ length: 20 }, () => ({ type: ['Evidence'] })),
    }))
    const began = process.cpuUsage()
    expect(await verdictOn(JSON.stringify(certificate))).not.toBe('valid')
    const { user } = process.cpuUsage(began)
    expect(user).toBeLessThan(20_000_000)
  })

  it('any bytes, any JSON, and any damage to a picture end in a verdict', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await verdictOn(bytes)).not.toBe('valid')
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        expect(await verdictOn(text)).not.toBe('valid')
      }),
    )
    const certificate = await certificateBy(newIssuer())
    const png = bakePng(emblemPng(), certificate)
    const svg = utf8(bakeSvg(certificate))
    const damages = fc.record({ at: fc.nat(), byte: fc.nat(255), isPng: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(damages, async ({ at, byte, isPng }) => {
        const file = Uint8Array.from(isPng ? png : svg)
        // in the SVG the credential alone: the picture around it proves nothing
        const place = isPng ? at % file.length : 220 + (at % 2_500)
        fc.pre(file[place] !== byte)
        file[place] = byte
        expect(await verdictOn(file)).not.toBe('valid')
      }),
      { numRuns: 60 },
    )
  })

  it('values that no JSON can be are refused as well', async () => {
    const cycle: Record<string, unknown> = JSON.parse(await json())
    cycle.credentialSubject = cycle
    const trap = Object.defineProperty(JSON.parse(await json()), 'name', {
      enumerable: true,
      get: () => {
        throw new Error('looked at')
      },
    })
    for (const value of [cycle, trap, undefined, 1n, Symbol('x'), () => 0, new Map()])
      expect(isRefusal(await verified(value))).toBe(true)
  })
})

describe('a PNG', () => {
  it('that says how long it is and is not, or has no end, is damaged', () => {
    const png = emblemPng()
    const longer = Uint8Array.from(png)
    longer.set([0xff, 0xff, 0xff, 0xff], 8)
    for (const broken of [
      longer,
      png.subarray(0, -12),
      concat(png, Uint8Array.of(0)),
      png.subarray(0, 8),
    ])
      expect(unbakePng(broken)).toMatchObject({ refused: 'ImageDamaged' })
  })

  it('with a credential that is compressed, cut off or no text is refused', () => {
    const png = emblemPng()
    const withText = (...rest: number[]) => {
      const text = chunk('iTXt', concat(utf8('openbadgecredential'), Uint8Array.of(0, ...rest)))
      return concat(png.subarray(0, -12), text, png.subarray(-12))
    }
    expect(unbakePng(withText(1, 0, 0, 0, 0x7b))).toMatchObject({ refused: 'NothingBaked' })
    expect(unbakePng(withText(0, 0, 65))).toMatchObject({ refused: 'ImageDamaged' })
    expect(unbakePng(withText(0))).toMatchObject({ refused: 'ImageDamaged' })
    expect(unbakePng(withText(0, 0, 0, 0, 0xff))).toMatchObject({ refused: 'ImageDamaged' })
    expect(unbakePng(withText(0, 0, 0, 0, 0x7b))).toBe('{')
  })
})
