import { scenario } from '@watertight/domain'
import { describe, it } from 'vitest'
import { homeLoans } from '../policies/home-loans.ts'
import { contentHash } from './content-hash.ts'
import { DraftPolicy, PolicyDrafted, PolicyPublished, PublishPolicy } from './language.ts'
import { Policy } from './policy.ts'

const document = homeLoans(2025)
const about = { id: 'home-loans' }
const of = (it = document) => ({
  key: it.key,
  version: it.version,
  hash: contentHash(it),
  document: it,
})
const drafted = PolicyDrafted({ ...of(), author: 'ana' })
const published = PolicyPublished({ ...of(), author: 'ana', approver: 'ben' })
const publish = (by: string, version = '2025', hash = of().hash) =>
  PublishPolicy({ version, hash, by })

describe('a policy', () => {
  it('is drafted by one person and published by another', () => {
    scenario(Policy)
      .given()
      .when(DraftPolicy({ document, by: 'ana' }), about)
      .then(drafted)
    scenario(Policy).given(drafted).when(publish('ben'), about).then(published)
    scenario(Policy).given(drafted).when(publish('ana'), about).thenRefused('MakerIsChecker')
  })

  it('is published as it was read, or not at all', () => {
    scenario(Policy)
      .given(drafted)
      .when(publish('ben', '2025', contentHash('another')), about)
      .thenRefused('DraftChanged')
    scenario(Policy).given(drafted).when(publish('ben', '2024'), about).thenRefused('DraftUnknown')
    scenario(Policy)
      .given(drafted)
      .when(publish('ben', 'constructor'), about)
      .thenRefused('DraftUnknown')
  })

  it('never changes once it is published', () =>
    scenario(Policy)
      .given(drafted, published)
      .when(DraftPolicy({ document: { ...document, title: 'better' }, by: 'cat' }), about)
      .thenRefused('VersionPublished'))

  it('is in force on days on which no other version is', () => {
    const again = { ...document, version: '2025-06', from: '2025-06-01', until: '2025-12-31' }
    const next = homeLoans(2026)
    const second = (it: typeof document) => PolicyDrafted({ ...of(it), author: 'ana' })
    scenario(Policy)
      .given(drafted, published, second(again))
      .when(publish('ben', again.version, contentHash(again)), about)
      .thenRefused('IntervalsOverlap')
    scenario(Policy)
      .given(drafted, published, second(next))
      .when(publish('ben', next.version, contentHash(next)), about)
      .then(PolicyPublished({ ...of(next), author: 'ana', approver: 'ben' }))
  })

  it('is refused under another name, and where its document cannot be right', () => {
    scenario(Policy)
      .given()
      .when(DraftPolicy({ document, by: 'ana' }), { id: 'car-loans' })
      .thenRefused('KeyDiffers')
    const rules = document.rules.map((rule) => ({ ...rule, citation: '' }))
    scenario(Policy)
      .given()
      .when(DraftPolicy({ document: { ...document, rules }, by: 'ana' }), about)
      .thenRefused('RuleWithoutCitation')
  })
})
