import { createHash } from 'node:crypto'

/** Numbers with 00 in the middle were never given to anybody, and those that begin with 9 are no social security numbers. */
export const isOfNobody = (taxId: string): boolean => /^9\d{2}-00-\d{4}$/.test(taxId)

/**
 * What stands for a person where applications are compared. Whoever tries all numbers finds the one behind it: where numbers are
 * real ones it takes a secret key.
 */
export const pseudonymOf = (taxId: string): string =>
  createHash('sha256').update(`lending applicant ${taxId}`).digest('hex').slice(0, 32)
