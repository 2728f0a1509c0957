import { type Refusal, refuse } from '@watertight/domain'

/** A legal entity identifier is twenty letters and digits, what the lender adds up to twenty-three. */
const leiPattern = /^[A-Za-z0-9]{20}$/
const loanPattern = /^[A-Za-z0-9]{1,23}$/
const wholePattern = /^[A-Za-z0-9]{23,45}$/

/** The universal loan identifier of 12 CFR 1003.4(a)(1)(i): identifier of the lender, of the loan, and two check digits by ISO 7064 MOD 97-10, appendix C. */
export function universalLoanIdentifier(
  lei: string,
  loanId: string,
): string | Refusal<'IdentifierInvalid'> {
  if (!leiPattern.test(lei) || !loanPattern.test(loanId))
    return refuse(
      'IdentifierInvalid',
      'an LEI is 20 letters and digits, the identifier of a loan 1 to 23; nothing else may be in them',
    )
  const checkDigits = 98n - remainder(`${lei}${loanId}00`)
  return `${lei}${loanId}${String(checkDigits).padStart(2, '0')}`
}

/** Whether the check digits fit: they find one digit for another, one letter for another, and most else. A letter counts as two digits, so one in 97 of letters for digits is not found, and `B1` for `1B` never. */
export const isUniversalLoanIdentifier = (uli: string): boolean =>
  wholePattern.test(uli) && remainder(uli) === 1n

/** Letters become 10 to 35, whatever their case. */
const remainder = (text: string): bigint =>
  BigInt([...text].map((it) => Number.parseInt(it, 36)).join('')) % 97n
