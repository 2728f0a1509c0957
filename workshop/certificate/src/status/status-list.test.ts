import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Certificate } from '../credential/certificate.ts'
import { keyOfIssuer } from '../keys/issuer.ts'
import { nodePlatform } from '../node/platform.ts'
import type { ProofCheck } from '../proofs/check.ts'
import {
  certificateBy,
  codeOf,
  issuedAt,
  newIssuer,
  newOrganisation,
  resigned,
  soonAfter,
  verified,
  whole,
} from '../test-kit/issuing.ts'
import { bitstring, decoded, encoded, isSet, withSet } from './bitstring.ts'
import { checkStatus, issueStatusList, type SignedStatusList } from './status-list.ts'

const address = 'https://school.example/status/1'
const school = newOrganisation()
const index = 4_711
let certificate: Certificate
let good: SignedStatusList
let revoking: SignedStatusList
beforeAll(async () => {
  certificate = await certificateBy(school, { status: { list: address, index } })
  good = await listOf(withSet(bitstring(), index + 1))
  revoking = await listOf(withSet(bitstring(), index))
})

const listOf = async (
  bits: Uint8Array,
  by = school as Parameters<typeof certificateBy>[0],
  id = address,
) =>
  whole(
    await issueStatusList(
      { id, gzipped: gzipSync(bits), validFrom: issuedAt, validUntil: issuedAt + 86_400_000 },
      by,
      nodePlatform,
    ),
  )

const by = (...statusLists: readonly unknown[]) =>
  verified(certificate, { issuer: school.profile, statusLists }).then(codeOf)

/** The good list with something else in it, signed by the issuer all the same. */
const saying = async (change: (it: any) => void) => {
  const copy = JSON.parse(JSON.stringify(good))
  change(copy)
  return resigned(copy, school)
}

describe('a certificate that can be revoked', () => {
  it('is valid while its bit is not set, revoked when it is, and neither without the list', async () => {
    expect(await by(good)).toBe('valid')
    expect(await by(revoking)).toBe('Revoked')
    expect(await by()).toBe('StatusListMissing')
  })

  it('can be suspended for a while', async () => {
    const suspended = await saying((it) => {
      it.credentialSubject.statusPurpose = 'suspension'
      it.credentialSubject.encodedList = revoking.credentialSubject.encodedList
    })
    expect(await by(suspended)).toBe('StatusListOther')
    const copy = JSON.parse(JSON.stringify(certificate))
    copy.credentialStatus[0].statusPurpose = 'suspension'
    const onHold = await resigned(copy, school)
    const options = { issuer: school.profile, statusLists: [suspended] }
    expect(codeOf(await verified(onHold, options))).toBe('Suspended')
  })

  it('is judged by every list it names', async () => {
    const copy = JSON.parse(JSON.stringify(certificate))
    const second = 'https://school.example/status/2'
    copy.credentialStatus.push({ ...copy.credentialStatus[0], statusListCredential: second })
    const both = await resigned(copy, school)
    const judged = (...statusLists: readonly unknown[]) =>
      verified(both, { issuer: school.profile, statusLists }).then(codeOf)
    expect(await judged(good)).toBe('StatusListOther')
    expect(await judged(good, await listOf(bitstring(), school, second))).toBe('valid')
    expect(await judged(await listOf(withSet(bitstring(), index), school, second), good)).toBe(
      'Revoked',
    )
  })

  it.each<readonly [what: string, change: Readonly<Record<string, unknown>>]>([
    ['of another kind', { type: '1EdTechRevocationList' }],
    ['at no place', { statusListIndex: '-1' }],
    ['at a place written oddly', { statusListIndex: '1e3' }],
    ['for another purpose', { statusPurpose: 'message' }],
    ['of two bits', { statusSize: 2 }],
    ['in no list', { statusListCredential: undefined }],
  ])('with a status %s is refused, not taken for good', async (_, change) => {
    const [entry] = certificate.credentialStatus as readonly object[]
    const check: ProofCheck = {
      ...{ now: soonAfter, platform: nodePlatform },
      keyOf: (method, created) => keyOfIssuer(school.issuer, school.profile, method, created),
    }
    const status = (it: object) => checkStatus([it], school.issuer, [good], check)
    expect(await status({ ...entry })).toBeUndefined()
    expect(await status({ ...entry, ...change })).toMatchObject({ refused: 'StatusUnsupported' })
  })
})

describe('a status list', () => {
  it.each<readonly [what: string, code: string, change: (it: any) => void]>([
    ['of another address', 'StatusListOther', (it) => (it.id = 'https://school.example/other')],
    ['that is no list', 'StatusListInvalid', (it) => (it.type = ['VerifiableCredential'])],
    [
      'with other contexts',
      'StatusListInvalid',
      (it) => it['@context'].push('https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'),
    ],
    ['that begins tomorrow', 'StatusListInvalid', (it) => (it.validFrom = '2026-11-30T12:00:00Z')],
    ['that is too old', 'StatusListExpired', (it) => (it.validUntil = '2026-11-29T12:30:00Z')],
    ['in no encoding', 'StatusListInvalid', (it) => (it.credentialSubject.encodedList = 'x')],
    [
      'that is not packed',
      'StatusListInvalid',
      (it) => (it.credentialSubject.encodedList = encoded(bitstring())),
    ],
    [
      'that is too short',
      'StatusListInvalid',
      (it) => (it.credentialSubject.encodedList = encoded(gzipSync(new Uint8Array(100)))),
    ],
    [
      'that unpacks to fifty megabytes',
      'StatusListInvalid',
      (it) => (it.credentialSubject.encodedList = encoded(gzipSync(new Uint8Array(50_000_000)))),
    ],
    [
      'for another purpose',
      'StatusListOther',
      (it) => (it.credentialSubject.statusPurpose = 'suspension'),
    ],
  ])('%s is refused', async (_, code, change) => {
    expect(await by(await saying(change))).toBe(code)
  })

  it('is only believed when the same issuer signed it, and nobody changed it', async () => {
    const other = newIssuer()
    expect(await by(await listOf(bitstring(), other))).toBe('StatusListInvalid')
    expect(await by(await listOf(bitstring(), { ...other, issuer: school.issuer }))).toBe(
      'StatusListInvalid',
    )
    const { encodedList } = (await listOf(bitstring())).credentialSubject
    const cleared = JSON.parse(JSON.stringify(revoking))
    cleared.credentialSubject.encodedList = encodedList
    expect(await by(cleared)).toBe('StatusListInvalid')
    for (const nonsense of [null, 1, 'list', [], {}, { id: address }])
      expect(await by(nonsense)).toMatch(/^StatusList(Other|Invalid)$/)
  })

  it('has no place beyond its end', async () => {
    const beyond = await certificateBy(school, { status: { list: address, index: 131_072 } })
    const options = { issuer: school.profile, statusLists: [good] }
    expect(codeOf(await verified(beyond, options))).toBe('StatusListInvalid')
  })
})

it('the first place is the leftmost bit, and what is packed unpacks to the same', async () => {
  const bits = withSet(withSet(bitstring(), 0), 10)
  expect([...bits.subarray(0, 2)]).toEqual([0b1000_0000, 0b0010_0000])
  expect([isSet(bits, 0), isSet(bits, 1), isSet(bits, 10), isSet(bits, 9_999_999)]).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect(await decoded(encoded(gzipSync(bits)), nodePlatform)).toEqual(Buffer.from(bits))
})
