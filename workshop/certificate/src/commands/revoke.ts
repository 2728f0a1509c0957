import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { unbake } from '../baking/unbake.ts'
import { CertificateError } from '../certificate-error.ts'
import { keyOfIssuer } from '../keys/issuer.ts'
import { bytesOf, isFile, writeWhole } from '../node/files.ts'
import { nodePlatform } from '../node/platform.ts'
import type { ProofCheck } from '../proofs/check.ts'
import { isRefusal, quoted } from '../refusal.ts'
import { bitstring, withSet } from '../status/bitstring.ts'
import { issueStatusList, placesOf, readStatusList } from '../status/status-list.ts'
import { readJson } from '../text/json.ts'
import { verify } from '../verification/verify.ts'
import {
  addressOf,
  argumentsOf,
  type Context,
  jsonOf,
  signerFrom,
  usageError,
} from './arguments.ts'

const dayMs = 86_400_000

/** `watertight certificate revoke`. */
export async function revokeCommand({ args, json, out, ports, data }: Context): Promise<number> {
  const { values, positionals } = argumentsOf(
    args,
    {
      list: { type: 'string' },
      url: { type: 'string' },
      'valid-days': { type: 'string', default: '30' },
      key: { type: 'string' },
      issuer: { type: 'string' },
    },
    { least: 0, most: 1_000 },
  )
  if (values.list === undefined) throw usageError('--list is missing')
  const days = /^\d{1,4}$/.test(values['valid-days']) ? Number(values['valid-days']) : 0
  if (days < 1) throw usageError('--valid-days: expected 1 to 9999')
  const { signer, profile } = signerFrom(values, data)
  const now = ports.clock.wallTime()
  const check: ProofCheck = {
    ...{ now, platform: nodePlatform },
    keyOf: (method, created) => keyOfIssuer(signer.issuer, profile, method, created),
  }
  const path = resolve(values.list)
  let { id, bits } = isFile(path)
    ? await listAt(path, signer.issuer, check)
    : { id: newAddress(values.url, values.list), bits: bitstring() }
  for (const file of positionals) {
    for (const index of await placesIn(file, id, check, profile ?? signer.issuer)) {
      if (index >= bits.length * 8) throw refused(file, `${id} has no place ${index}`)
      bits = withSet(bits, index)
    }
  }
  const about = { id, gzipped: gzipSync(bits), validFrom: now, validUntil: now + days * dayMs }
  const list = await issueStatusList(about, signer, nodePlatform)
  if (isRefusal(list)) throw new CertificateError('WT_NOT_ISSUED', list.because)
  writeWhole(path, `${JSON.stringify(list, null, 2)}\n`)
  const { validUntil } = list
  if (json) out.line(JSON.stringify({ list: path, id, validUntil, revoked: positionals.length }))
  else
    out.line(
      `${path}: ${positionals.length} revoked. Serve it at ${id}; renew it before ${validUntil}`,
    )
  return 0
}

function newAddress(url: string | undefined, list: string): string {
  if (url !== undefined) return addressOf('url', url)
  throw usageError(`there is no ${list} yet: --url says where it will be served`)
}

/** The list as it stands, though its copies may have grown old: renewing it is what this is for. */
async function listAt(path: string, issuer: string, check: ProofCheck) {
  const value = jsonOf(path)
  const read = await readStatusList(value, issuer, check, { isAgeIgnored: true })
  if (isRefusal(read)) throw refused(path, read.because)
  return { id: read.id, bits: read.bits }
}

/** The places that a certificate of this issuer has in this list. */
async function placesIn(
  file: string,
  list: string,
  { now, platform }: ProofCheck,
  issuer: Parameters<typeof keyOfIssuer>[1],
): Promise<readonly number[]> {
  const unbaked = unbake(bytesOf(resolve(file)))
  const read = isRefusal(unbaked) ? unbaked : readJson(unbaked.json)
  if (isRefusal(read)) throw refused(file, read.because)
  const verified = await verify(read.value, { platform, now, issuer, isStatusIgnored: true })
  if (isRefusal(verified)) throw refused(file, verified.because)
  const places = placesOf(verified.credential, list)
  if (places.length > 0) return places
  throw refused(file, `it has no place in ${quoted(list)}`)
}

const refused = (file: string, because: string) =>
  new CertificateError('WT_NOT_ISSUED', `${file}: ${because}`, { file })
