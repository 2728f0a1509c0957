import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyOfMultikey } from '../keys/did-key.ts'
import { newOrganisation, whole } from '../test-kit/issuing.ts'
import { utf8 } from '../text/bytes.ts'
import { issuerKey, signerOf } from './key-file.ts'
import { nodePlatform } from './platform.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-key-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (name = 'issuer.pem') => join(folder, 'keys', name)
const modeOf = (path: string) => statSync(path).mode & 0o777

describe('the file of an issuer’s key', () => {
  it('is made where there is none, for its owner alone, and is the same the next time', async () => {
    const key = issuerKey(at())
    expect(modeOf(at())).toBe(0o600)
    expect(modeOf(join(folder, 'keys'))).toBe(0o700)
    expect(issuerKey(at()).multikey).toBe(key.multikey)
    expect(issuerKey(at('other.pem')).multikey).not.toBe(key.multikey)
    const bytes = utf8('what is signed')
    const raw = whole(keyOfMultikey(key.multikey))
    expect(await nodePlatform.verifyEd25519(raw, bytes, key.sign(bytes))).toBe(true)
  })

  it.each([0o640, 0o604, 0o666, 0o620])(
    'is not used while others can reach it: mode %o',
    (mode) => {
      issuerKey(at())
      chmodSync(at(), mode)
      expect(() => issuerKey(at())).toThrow(/^WT_KEY_READABLE: .*chmod 600/)
      chmodSync(at(), 0o400)
      issuerKey(at())
    },
  )

  it('that holds something else is refused, and nothing of it is said', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    issuerKey(at())
    const broken = readFileSync(at(), 'utf8').replace('M', '*')
    for (const content of [pem, broken, 'hunter2', '']) {
      writeFileSync(at(), content)
      const error = caught(() => issuerKey(at()))
      expect(error).toMatch(/WT_KEY_INVALID/)
      for (const line of content.split('\n').filter((it) => it.length > 5))
        expect(error).not.toContain(line)
    }
  })

  it('does not show its private half when it is printed', () => {
    const key = issuerKey(at())
    const secret = readFileSync(at(), 'utf8').split('\n')[1] ?? ''
    expect(secret.length).toBeGreaterThan(40)
    const raw = Buffer.from(secret, 'base64').subarray(-32)
    for (const it of [key, signerOf(key)]) {
      const printed = inspect(it, { depth: 9, showHidden: true }) + JSON.stringify(it)
      for (const form of [secret, raw.toString('hex'), raw.toString('base64url')])
        expect(printed).not.toContain(form)
    }
  })

  it('signs for an organisation only when its profile has the key', () => {
    const key = issuerKey(at())
    expect(signerOf(key).issuer).toBe(`did:key:${key.multikey}`)
    const { profile } = newOrganisation()
    expect(() => signerOf(key, profile)).toThrow('WT_ISSUER_INVALID')
    const method = { id: `${profile.id}#1`, type: 'Multikey', controller: profile.id } as const
    const ours = {
      ...profile,
      verificationMethod: [{ ...method, publicKeyMultibase: key.multikey }],
      assertionMethod: [method.id],
    }
    expect(signerOf(key, ours)).toMatchObject({ issuer: profile.id, method: method.id })
    expect(() => signerOf(key, { ...ours, assertionMethod: [] })).toThrow('WT_ISSUER_INVALID')
  })
})

function caught(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return inspect(error, { depth: 9 })
  }
  return 'nothing was thrown'
}
