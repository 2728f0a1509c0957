import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import { CertificateError } from '../certificate-error.ts'
import { didKey, multikeyOf } from '../keys/did-key.ts'
import type { IssuerProfile } from '../keys/issuer.ts'
import type { Signer } from '../proofs/sign.ts'

const ownerOnly = 0o600
const others = 0o077
/** Windows has no such modes; its user folders are closed by access lists. */
const hasModes = sep === '/'

/** An issuer's key: it signs and says its public half. The private half stays inside. */
export interface IssuerKey {
  /** `z6Mk…`, to be published. */
  readonly multikey: string
  sign(bytes: Uint8Array): Uint8Array
}

/** The Ed25519 key in a file (PKCS#8, PEM). One is made where there is none, for its owner alone to read; one that others can read is not used. */
export function issuerKey(path: string): IssuerKey {
  if (!statSync(path, { throwIfNoEntry: false })) make(path)
  const key = read(path)
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return {
    multikey: multikeyOf(Buffer.from(x, 'base64url')),
    sign: (bytes) => sign(null, bytes, key),
  }
}

/** Signs as the key itself, or, with a profile that has the key, as the organisation. */
export function signerOf(key: IssuerKey, profile?: IssuerProfile): Signer {
  const sign = (bytes: Uint8Array) => key.sign(bytes)
  if (!profile) return { ...didKey(key.multikey), sign }
  const method = profile.verificationMethod.find(
    (it) => it.publicKeyMultibase === key.multikey && profile.assertionMethod.includes(it.id),
  )
  if (method) return { issuer: profile.id, method: method.id, sign }
  throw new CertificateError(
    'WT_ISSUER_INVALID',
    `the profile ${profile.id} does not have the key ${key.multikey} among those it asserts with`,
    { id: profile.id },
  )
}

function make(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
  // never over a key that another process made meanwhile
  writeFileSync(path, pem, { flag: 'wx', mode: ownerOnly })
  chmodSync(path, ownerOnly)
}

function read(path: string): KeyObject {
  const { mode } = statSync(path)
  if (hasModes && (mode & others) !== 0)
    throw new CertificateError(
      'WT_KEY_READABLE',
      `others can reach the private key ${path} (mode ${(mode & 0o777).toString(8)})`,
      { path },
    )
  const key = parsed(path)
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new CertificateError('WT_KEY_INVALID', `${path} holds no Ed25519 private key`, { path })
}

/** Errors of the parser are not passed on: they might quote the key. */
function parsed(path: string): KeyObject | undefined {
  try {
    return createPrivateKey(readFileSync(path))
  } catch {
    return undefined
  }
}
