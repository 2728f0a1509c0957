import { quoted } from '../refusal.ts'
import type { Verified } from './verify.ts'
import type { VerifiedFile } from './verify-file.ts'

/** A line a person reads: what it is, and what it says. */
export type ReportLine = readonly [term: string, says: string]

/** What a verified credential says and what that is worth, for people: the same on the command line and in the browser. */
export function report(
  verified: Verified & Partial<Pick<VerifiedFile, 'wrapping' | 'isPictureOurs'>>,
): {
  readonly lines: readonly ReportLine[]
  readonly cautions: readonly string[]
} {
  const { summary, proofs, isIssuerExpected, wrapping, isPictureOurs = true } = verified
  const { issuer, achievement, results, evidence, validUntil, recipient } = summary
  const cautions: string[] = []
  if (!isIssuerExpected)
    cautions.push(
      'Nobody vouches for its issuer: anybody can make such a key. Name the issuer you expect to be sure who signed.',
    )
  if (summary.assurance === 'self-checked')
    cautions.push('The labs were graded on the machine of the learner.')
  if (wrapping === 'svg' && !isPictureOurs)
    cautions.push(
      'The picture is not the one it is issued with. Believe these lines, not the picture.',
    )
  const lines: ReportLine[] = [
    ['Certificate', summary.name],
    ['Issued to', recipient ?? 'whoever has the address it holds the hash of'],
    ['Issued by', issuer.name === undefined ? issuer.id : `${issuer.name}, ${issuer.id}`],
    ['For', achievement.description],
    ['Criteria', achievement.criteria ?? 'not said'],
    ['Valid', `from ${summary.validFrom}${validUntil === undefined ? '' : ` until ${validUntil}`}`],
    ...results.map(({ name, status }): ReportLine => ['Result', `${name}: ${status}`]),
    ...evidence.map(({ name, narrative }): ReportLine => ['Evidence', `${name}: ${narrative}`]),
    ['Number', summary.id],
    ['Proofs', proofs.join(', ')],
  ]
  return { lines: lines.map(([term, says]) => [term, quoted(says, 2_000)]), cautions }
}
