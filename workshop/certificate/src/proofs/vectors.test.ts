import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundledContexts } from '../credential/contexts.ts'
import { keyOfMultikey, resolveDidKey } from '../keys/did-key.ts'
import { nodePlatform } from '../node/platform.ts'
import { isRefusal } from '../refusal.ts'
import { fromBase58, toHex } from '../text/bytes.ts'
import { checkProofs } from './check.ts'
import { hashed, type Proof, type Suite } from './data-integrity.ts'

/** The vectors of the W3C and of 1EdTech; they are no part of the repository. */
const folder = process.env.WATERTIGHT_CREDENTIALS
const text = (file: string) => readFileSync(join(folder ?? '', file), 'utf8')
const json = (file: string) => JSON.parse(text(file))

// the examples of the specification use words of their own: one context more, which only this test knows
const examples = 'https://www.w3.org/ns/credentials/examples/v2'
const contexts = new Map([
  ...bundledContexts,
  [examples, { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } }],
])
const published = [
  { suite: 'eddsa-jcs-2022', file: (name: string, end = 'txt') => `${name}JCS.${end}` },
  { suite: 'eddsa-rdfc-2022', file: (name: string, end = 'txt') => `${name}DataInt.${end}` },
] as const satisfies readonly { readonly suite: Suite; file(name: string, end?: string): string }[]

function whole<T extends object>(value: T): Exclude<T, { readonly refused: string }> {
  if (isRefusal(value)) throw new Error(value.because)
  return value as Exclude<T, { readonly refused: string }>
}

describe.skipIf(folder === undefined)('the published vectors of credentials', () => {
  it.each(published)(
    '$suite: canonical forms and hashes are byte-identical',
    async ({ suite, file }) => {
      const at = (name: string, end?: string) => text(`${suite}/${file(name, end)}`)
      const { '@context': _, ...options } = JSON.parse(at('proofConfig', 'json'))
      const own = suite === 'eddsa-jcs-2022' ? JSON.parse(at('proofConfig', 'json')) : options
      const form = whole(await hashed(json('unsigned.json'), own, nodePlatform, contexts))
      expect(form.document).toBe(at('canonDoc'))
      expect(form.proof).toBe(at('proofCanon'))
      expect(toHex(form.bytes)).toBe(at('combinedHash').trim())
      expect(toHex(form.bytes.subarray(0, 32))).toBe(at('proofHash').trim())
      expect(toHex(form.bytes.subarray(32))).toBe(at('docHash').trim())
    },
  )

  it.each(published)(
    '$suite: the published signature verifies, and no other does',
    async ({ suite, file }) => {
      const { proof, ...document } = json(`${suite}/${file('signed', 'json')}`)
      const { proofValue, ...options }: Proof = proof
      const form = whole(await hashed(document, options, nodePlatform, contexts))
      const { key } = whole(resolveDidKey(options.verificationMethod))
      const signature = fromBase58(proofValue) as Uint8Array
      expect(await nodePlatform.verifyEd25519(key, form.bytes, signature)).toBe(true)
      const other = signature.slice()
      other[0] = (other[0] as number) ^ 1
      expect(await nodePlatform.verifyEd25519(key, form.bytes, other)).toBe(false)
    },
  )

  it('eddsa-jcs-2022: the whole signed credential holds, without a context being read', async () => {
    const held = await checkProofs(json('eddsa-jcs-2022/signedJCS.json'), {
      now: Date.parse('2026-01-01T00:00:00Z'),
      platform: nodePlatform,
      keyOf: (method) => whole(resolveDidKey(method)).key,
    })
    expect(held).toEqual(['eddsa-jcs-2022'])
  })

  it('Open Badges 3.0: the example of 1EdTech holds under the signature they publish', async () => {
    const method =
      'https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi'
    const signedByThem = {
      ...json('ob3-example.json'),
      proof: [
        {
          type: 'DataIntegrityProof',
          cryptosuite: 'eddsa-rdfc-2022',
          created: '2010-01-01T19:23:24Z',
          verificationMethod: method,
          proofPurpose: 'assertionMethod',
          proofValue:
            'z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr',
        },
      ],
    }
    const held = await checkProofs(signedByThem, {
      now: Date.parse('2026-01-01T00:00:00Z'),
      platform: nodePlatform,
      keyOf: () => keyOfMultikey(method.slice(method.indexOf('#') + 1)),
    })
    expect(held).toEqual(['eddsa-rdfc-2022'])
  })
})
