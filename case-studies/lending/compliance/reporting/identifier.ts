import { createHash } from 'node:crypto'
import { isRefusal } from '@watertight/domain'
import { universalLoanIdentifier } from '../../rates/index.ts'

/** The legal entity identifier of the lender of this case study: invented, its check digits right by ISO 17442. */
export const lei = 'WATERTIGHT0000000050'

/**
 * The universal loan identifier of an application, 12 CFR 1003.4(a)(1)(i): lender, loan, two check digits by ISO 7064 MOD 97-10 as in
 * appendix C to part 1003. The part of the loan is made of a hash, for nothing in it may tell who the applicant is.
 */
export function identifierOf(application: string): string {
  const hash = createHash('sha256').update(application).digest('hex').toUpperCase()
  const uli = universalLoanIdentifier(lei, hash.slice(0, 20))
  if (isRefusal(uli)) throw new RangeError(uli.because)
  return uli
}
