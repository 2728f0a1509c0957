import { isUniversalLoanIdentifier } from '../../rates/index.ts'

/** A condition that every line must meet, by its number in the edits of the filing instructions where it has one. */
export interface Edit {
  readonly id: string
  readonly sentence: string
  holds(line: Line): boolean
}

/** A line as it stands in the file, by column. */
export type Line = { readonly [column: string]: string }

const denials = (line: Line) =>
  [1, 2, 3, 4].map((n) => line[`denial_reason_${n}`] ?? '').filter((code) => code !== '')
const isDenied = ({ action_taken: action }: Line) => action === '3' || action === '7'

export const edits: readonly Edit[] = [
  {
    id: 'ULI',
    sentence: 'the universal loan identifier has the check digits of appendix C to part 1003',
    holds: (line) => isUniversalLoanIdentifier(line.universal_loan_identifier ?? ''),
  },
  {
    id: 'V669',
    sentence: 'there are one to four different denial reasons, and 10 or 1111 stand alone',
    holds(line) {
      const codes = denials(line)
      const isAlone = !codes.some((code) => code === '10' || code === '1111') || codes.length === 1
      return codes.length > 0 && new Set(codes).size === codes.length && isAlone
    },
  },
  {
    id: 'V670',
    sentence: 'what is denied has a reason from 1 to 9 or 1111, and nothing else has one',
    holds: (line) =>
      denials(line).every((code) =>
        isDenied(line) ? code !== '10' : code === '10' || code === '1111',
      ),
  },
  {
    id: 'V671',
    sentence: 'reason 9, and no other, is told in words',
    holds: (line) => denials(line).includes('9') === ((line.denial_reason_other ?? '') !== ''),
  },
  {
    id: 'dates',
    sentence: 'nothing is done with an application before it is received',
    holds: ({ application_date: received = '', action_taken_date: taken = '' }) =>
      received !== 'NA' && received <= taken,
  },
]
