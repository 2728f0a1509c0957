import { beforeAll, describe, expect, it } from 'vitest'
import type { Certificate } from '../credential/certificate.ts'
import { credentialsV2, openBadgesV3 } from '../credential/contexts.ts'
import {
  certificateBy,
  codeOf,
  issuedAt,
  newIssuer,
  newOrganisation,
  resigned,
  verified,
} from '../test-kit/issuing.ts'
import { toBase58 } from '../text/bytes.ts'

type Json = any

const issuer = newIssuer()
const stranger = newIssuer()
let genuine: Certificate
beforeAll(async () => {
  genuine = await certificateBy(issuer, {
    recipient: { name: 'Ada Lovelace', email: 'ada@example.org' },
    validUntil: issuedAt + 365 * 86_400_000,
  })
})

/** A copy with something changed. */
function changed(change: (it: Json) => void): Json {
  const copy = JSON.parse(JSON.stringify(genuine))
  change(copy)
  return copy
}

it('a genuine certificate is valid by both proofs', async () => {
  const found = await verified(genuine, { issuer: issuer.issuer, email: ' Ada@Example.org ' })
  expect(found).toMatchObject({
    proofs: ['eddsa-rdfc-2022', 'eddsa-jcs-2022'],
    isIssuerExpected: true,
    summary: { recipient: 'Ada Lovelace', assurance: 'self-checked' },
  })
  expect(JSON.stringify(genuine)).not.toContain('ada@example.org')
})

/** Each of these is refused, and by its own reason. */
const tamperings: readonly (readonly [what: string, code: string, change: (it: Json) => void])[] = [
  ['an unsigned one', 'ProofMissing', (it) => delete it.proof],
  [
    'another name',
    'SignatureWrong',
    (it) => (it.credentialSubject.identifier[0].identityHash = 'Eve'),
  ],
  ['a context too few', 'ContextUnknown', (it) => it['@context'].pop()],
  ['no longer an open badge', 'NotAnOpenBadge', (it) => (it.type = ['VerifiableCredential'])],
  ['nobody achieved it', 'SubjectUnnamed', (it) => delete it.credentialSubject.identifier],
  ['no criteria', 'FormInvalid', (it) => delete it.credentialSubject.achievement.criteria],
  [
    'a result of another achievement',
    'ResultUnknown',
    (it) => (it.credentialSubject.result[0].resultDescription = 'urn:watertight:lab:storm:1.0.0'),
  ],
  ['a word of its own', 'TermUnknown', (it) => (it.distinction = 'summa cum laude')],
  [
    'half a character',
    'NotCanonical',
    (it) => {
      it.name = 'a\ud800'
      it.proof = [it.proof[1]]
    },
  ],
  [
    'a proof of another kind',
    'ProofTypeUnknown',
    (it) => (it.proof[0].type = 'Ed25519Signature2020'),
  ],
  [
    'another cryptosuite',
    'ProofSuiteUnknown',
    (it) => (it.proof[0].cryptosuite = 'ecdsa-rdfc-2019'),
  ],
  ['another purpose', 'ProofPurposeWrong', (it) => (it.proof[0].proofPurpose = 'authentication')],
  [
    'a proof that depends on another',
    'ProofChained',
    (it) => (it.proof[1].previousProof = 'urn:uuid:1'),
  ],
  ['a proof twice', 'ProofRepeated', (it) => (it.proof[1] = it.proof[0])],
  ['a proof of no date', 'ProofDateInvalid', (it) => (it.proof[0].created = 'yesterday')],
  [
    'a proof of tomorrow',
    'ProofFromTheFuture',
    (it) => (it.proof[0].created = '2026-11-30T12:00:00Z'),
  ],
  [
    'a proof that has ended',
    'ProofExpired',
    (it) => (it.proof[0].expires = '2026-11-29T12:30:00Z'),
  ],
  [
    'a signature cut short',
    'ProofValueInvalid',
    (it) => (it.proof[0].proofValue = it.proof[0].proofValue.slice(0, -2)),
  ],
  ['a proof with other contexts', 'ProofContextDiffers', (it) => it.proof[1]['@context'].pop()],
  [
    'a key that is none',
    'MethodInvalid',
    (it) => (it.proof[0].verificationMethod = 'did:key:z6Mk#other'),
  ],
  [
    'a key of another kind',
    'KeyUnsupported',
    (it) => {
      const multikey = toBase58(Uint8Array.of(0xe7, 1, ...new Uint8Array(33)))
      it.proof[0].verificationMethod = `did:key:${multikey}#${multikey}`
    },
  ],
  ['another issuer', 'IssuerNotSigner', (it) => (it.issuer.id = stranger.issuer)],
  [
    'an organisation as its issuer',
    'IssuerProfileMissing',
    (it) => (it.issuer.id = 'https://school.example/issuer'),
  ],
]

describe('a tampered certificate', () => {
  it.each(tamperings)('is refused: %s → %s', async (_, code, change) => {
    expect(codeOf(await verified(changed(change)))).toBe(code)
  })

  it('has a reason of its own in more than twenty ways', () => {
    const codes = tamperings.map(([, code]) => code)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.length).toBeGreaterThan(20)
  })

  /** Changes that mean the same in one of the two forms are found by the other, and all of them by both. */
  it.each<readonly [what: string, change: (it: Json) => void]>([
    ['a longer validity', (it) => (it.validUntil = '2099-01-01T00:00:00Z')],
    ['an earlier beginning', (it) => (it.validFrom = '2020-01-01T00:00:00Z')],
    ['no end', (it) => delete it.validUntil],
    ['another number', (it) => (it.id = 'urn:uuid:00000000-0000-0000-0000-000000000000')],
    ['a better name', (it) => (it.name = 'Microservices design patterns')],
    ['another name of the issuer', (it) => (it.issuer.name = 'A university')],
    [
      'a lab that was not passed',
      (it) => {
        it.credentialSubject.achievement.resultDescription.push({
          id: 'urn:x:storm',
          type: ['ResultDescription'],
          name: 'The storm',
          resultType: 'Status',
        })
        it.credentialSubject.result.push({
          type: ['Result'],
          resultDescription: 'urn:x:storm',
          status: 'Completed',
        })
      },
    ],
    ['a lab left out', (it) => it.credentialSubject.result.pop()],
    ['another status', (it) => (it.credentialSubject.result[0].status = 'Failed')],
    ['another version', (it) => (it.credentialSubject.achievement.version = '2.0.0')],
    ['a transcript of another run', (it) => (it.evidence[1].narrative = it.evidence[2].narrative)],
    ['no evidence', (it) => delete it.evidence],
    ['a higher assurance', (it) => (it.evidence[0].genre = 're-graded')],
    ['another holder', (it) => (it.credentialSubject.identifier[1].salt = '00')],
    [
      'a status list of the forger',
      (it) =>
        (it.credentialStatus = [
          {
            type: 'BitstringStatusListEntry',
            statusPurpose: 'revocation',
            statusListIndex: '1',
            statusListCredential: 'https://forger.example/list',
          },
        ]),
    ],
    ['the proof dated back', (it) => (it.proof[0].created = '2020-01-01T00:00:00Z')],
    [
      'the two signatures swapped',
      (it) => {
        const [one, other] = it.proof
        ;[one.proofValue, other.proofValue] = [other.proofValue, one.proofValue]
      },
    ],
    [
      'a bit of a signature',
      (it) => {
        const { proofValue } = it.proof[0]
        it.proof[0].proofValue =
          proofValue.slice(0, 10) + (proofValue[10] === '2' ? '3' : '2') + proofValue.slice(11)
      },
    ],
    ['the results in another order', (it) => it.credentialSubject.result.reverse()],
    ['a number that became text', (it) => (it.credentialSubject.identifier[0].hashed = true)],
  ])('that says %s does not bear its signature', async (_, change) => {
    expect(codeOf(await verified(changed(change)))).toBe('SignatureWrong')
  })

  it.each<readonly [what: string, change: (it: Json) => void]>([
    ['contexts in another order', (it) => it['@context'].reverse()],
    ['a context more', (it) => it['@context'].push('https://forger.example/context')],
    [
      'a context written into it',
      (it) => it['@context'].push({ name: 'https://schema.org/alternateName' }),
    ],
    ['a context below', (it) => (it.credentialSubject.achievement['@context'] = { name: 'urn:x' })],
    ['one context only, as text', (it) => (it['@context'] = openBadgesV3)],
    [
      'the context of another version',
      (it) =>
        (it['@context'] = [
          credentialsV2,
          'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
        ]),
    ],
  ])('with %s is refused before anything is computed', async (_, change) => {
    expect(codeOf(await verified(changed(change)))).toBe('ContextUnknown')
  })

  it('is refused for any of its proofs, though the other holds', async () => {
    for (const at of [0, 1]) {
      const broken = changed((it) => (it.proof[at].created = '2026-11-29T11:59:59Z'))
      expect(codeOf(await verified(broken))).toBe('SignatureWrong')
      const alone = changed((it) => it.proof.splice(1 - at, 1))
      expect(await verified(alone)).toMatchObject({ proofs: [genuine.proof[at]?.cryptosuite] })
    }
  })
})

describe('time', () => {
  const until = issuedAt + 365 * 86_400_000
  it('a certificate is valid from its first moment to the one before its last', async () => {
    const at = (now: number) => verified(genuine, { now }).then(codeOf)
    expect(await at(issuedAt - 1_000)).toBe('NotYetValid')
    expect(await at(issuedAt)).toBe('valid')
    expect(await at(until - 1)).toBe('valid')
    expect(await at(until)).toBe('Expired')
  })
})

describe('issuers', () => {
  it('one who signs in the name of another is not believed, however well they sign', async () => {
    const forged = await resigned(genuine, { ...stranger, issuer: issuer.issuer })
    expect(codeOf(await verified(forged))).toBe('IssuerNotSigner')
  })

  it('a certificate by somebody else than expected is refused', async () => {
    const byStranger = await certificateBy(stranger)
    expect(codeOf(await verified(byStranger))).toBe('valid')
    expect(codeOf(await verified(byStranger, { issuer: issuer.issuer }))).toBe('IssuerUnexpected')
  })

  it('nobody can say of themselves that an issuer graded the labs again', async () => {
    const claimed = await certificateBy(stranger, { assurance: 're-graded' })
    expect(codeOf(await verified(claimed))).toBe('IssuerUnnamed')
    expect(codeOf(await verified(claimed, { issuer: stranger.issuer }))).toBe('valid')
  })

  it('an address that is not the holder’s is refused', async () => {
    expect(codeOf(await verified(genuine, { email: 'eve@example.org' }))).toBe('HolderDiffers')
  })

  describe('an organisation', () => {
    const school = newOrganisation()
    const signedBy = (signer = school as Parameters<typeof certificateBy>[0]) =>
      certificateBy(signer)

    it('is verified by the profile the reader downloaded, and by nothing that is fetched', async () => {
      const it = await signedBy()
      expect(codeOf(await verified(it))).toBe('IssuerProfileMissing')
      expect(codeOf(await verified(it, { issuer: school.issuer }))).toBe('IssuerProfileMissing')
      expect(codeOf(await verified(it, { issuer: school.profile }))).toBe('valid')
    })

    it('signs with keys of its own profile only', async () => {
      const other = newOrganisation('https://forger.example/issuer')
      const foreign = await signedBy({ ...other, issuer: school.issuer })
      expect(codeOf(await verified(foreign, { issuer: school.profile }))).toBe('IssuerNotSigner')
      const unknown = await signedBy({ ...school, method: `${school.issuer}#z6Mkother` })
      expect(codeOf(await verified(unknown, { issuer: school.profile }))).toBe('IssuerKeyUnknown')
      const notAsserting = { ...school.profile, assertionMethod: [] }
      expect(codeOf(await verified(await signedBy(), { issuer: notAsserting }))).toBe(
        'IssuerKeyUnknown',
      )
    })

    it('can end a key: what was signed before stays, what is signed after is refused', async () => {
      const ended = (revoked: string) => ({
        ...school.profile,
        verificationMethod: school.profile.verificationMethod.map((it) => ({ ...it, revoked })),
      })
      const certificate = await signedBy()
      const by = (date: string) => verified(certificate, { issuer: ended(date) }).then(codeOf)
      expect(await by('2026-11-29T12:00:01Z')).toBe('valid')
      expect(await by('2026-11-29T12:00:00Z')).toBe('IssuerKeyRevoked')
      expect(await by('some day')).toBe('IssuerKeyRevoked')
    })
  })
})
