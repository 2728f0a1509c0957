/** The columns of a public HMDA LAR file (2018 and later) that are read. What it says of ethnicity, race, sex and age is not among them: origination has no place for it. */
export const larColumns = [
  ...['activity_year', 'action_taken', 'loan_purpose', 'lien_status', 'loan_amount', 'loan_term'],
  ...['interest_rate', 'total_points_and_fees', 'property_value', 'income'],
  ...['reverse_mortgage', 'open-end_line_of_credit', 'business_or_commercial_purpose'],
  ...['negative_amortization', 'interest_only_payment', 'balloon_payment'],
  ...['prepayment_penalty_term', 'construction_method'],
  ...['manufactured_home_secured_property_type', 'co-applicant_credit_score_type'],
] as const

export type LarColumn = (typeof larColumns)[number]

/** Of one row, by the column's name. */
export type LarRow = { readonly [C in LarColumn]: string }

export type LarReader = (fields: readonly string[]) => LarRow

/** Reads rows under this header, in whatever order its columns are; the missing columns where some are not there. */
export function larReader(header: readonly string[]): LarReader | readonly LarColumn[] {
  const places = new Map(header.map((name, at) => [normal(name), at]))
  const missing = larColumns.filter((name) => !places.has(name))
  if (missing.length > 0) return missing
  return (fields) =>
    Object.fromEntries(
      larColumns.map((name) => [name, fields[places.get(name) ?? -1]?.trim() ?? '']),
    ) as LarRow
}

/** Files of different years write dashes and underscores, and a mark of byte order, differently. */
function normal(name: string): string {
  const plain = name
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
  const known = larColumns.find((one) => one.replaceAll('-', '_') === plain.replaceAll('-', '_'))
  return known ?? plain
}
