import { gzipSync } from 'node:zlib'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { createVerifyCryptosuite as jcs } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite as rdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Certificate } from '../credential/certificate.ts'
import { bundledContexts } from '../credential/contexts.ts'
import { nodePlatform } from '../node/platform.ts'
import { bitstring, withSet } from '../status/bitstring.ts'
import { issueStatusList } from '../status/status-list.ts'
import { certificateBy, issuedAt, newIssuer, newOrganisation, whole } from '../test-kit/issuing.ts'

/** Another's verifier, by those who wrote the specifications: what we issue must hold there too. */
const suites = () => [
  new DataIntegrityProof({ cryptosuite: jcs() }),
  new DataIntegrityProof({ cryptosuite: rdfc }),
]

const loaded = new Map<string, object>(bundledContexts)
async function documentLoader(documentUrl: string) {
  const document = loaded.get(documentUrl)
  if (!document) throw new Error(`${documentUrl} would be fetched`)
  return { contextUrl: null, documentUrl, document }
}

/** What a resolver would answer for the key and its controller. */
function publish(issuer: string, method: string, multikey: string): void {
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: method,
    type: 'Multikey',
    controller: issuer,
    publicKeyMultibase: multikey,
  }
  loaded.set(method, key)
  loaded.set(issuer, {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: issuer,
    assertionMethod: [key],
  })
}

const theirs = (credential: unknown, more: object = {}) =>
  vc.verifyCredential({
    credential: structuredClone(credential),
    suite: suites(),
    documentLoader,
    now: new Date(issuedAt + 1_000),
    ...more,
  })

const learner = newIssuer()
const school = newOrganisation()
const list = 'https://school.example/status/1'
let byLearner: Certificate
let bySchool: Certificate
beforeAll(async () => {
  for (const { issuer, method, multikey } of [learner, school]) publish(issuer, method, multikey)
  byLearner = await certificateBy(learner)
  bySchool = await certificateBy(school, {
    assurance: 're-graded',
    recipient: { name: 'Ada', email: 'ada@example.org' },
    validUntil: issuedAt + 86_400_000,
    status: { list, index: 42 },
  })
})

describe('the libraries of Digital Bazaar', () => {
  it('verify a certificate by both of its proofs, without a network', async () => {
    for (const certificate of [
      byLearner,
      { ...byLearner, proof: [...byLearner.proof].reverse() },
    ]) {
      const found = await theirs(certificate)
      expect(found.error).toBeUndefined()
      expect(found.verified).toBe(true)
      expect(
        found.results.map((it: { proof: { cryptosuite: string } }) => it.proof.cryptosuite).sort(),
      ).toEqual(['eddsa-jcs-2022', 'eddsa-rdfc-2022'])
    }
    for (const at of [0, 1]) {
      const alone = { ...byLearner, proof: byLearner.proof[at] }
      expect(await theirs(alone)).toMatchObject({ verified: true })
    }
  })

  it('refuse what was changed', async () => {
    for (const change of [
      { name: 'Doctor of everything' },
      { validFrom: '2026-01-01T00:00:00Z' },
      { issuer: { ...(byLearner.issuer as object), name: 'A university' } },
    ])
      expect(await theirs({ ...byLearner, ...change })).toMatchObject({ verified: false })
  })

  it('read the status of an organisation’s certificate from our list', async () => {
    const statusOf = async (bits: Uint8Array) => {
      const about = {
        id: list,
        gzipped: gzipSync(bits),
        // theirs holds a list against the clock of the machine, whatever `now` it is given
        validFrom: Date.parse('2000-01-01T00:00:00Z'),
        validUntil: Date.parse('2200-01-01T00:00:00Z'),
      }
      loaded.set(list, whole(await issueStatusList(about, school, nodePlatform)))
      const found = await theirs(bySchool, {
        checkStatus: (options: object) =>
          checkStatus({
            ...options,
            documentLoader,
            suite: suites(),
            verifyBitstringStatusListCredential: true,
          }),
      })
      expect(found.error).toBeUndefined()
      return found.statusResult.results.map((it: { status: boolean }) => it.status)
    }
    expect(await statusOf(bitstring())).toEqual([false])
    expect(await statusOf(withSet(bitstring(), 42))).toEqual([true])
    expect(await statusOf(withSet(bitstring(), 43))).toEqual([false])
  })
})
