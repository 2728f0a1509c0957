import type { LabResults } from '../credential/results.ts'
import { details } from './issuing.ts'

/** What a grader writes. */
export const results: LabResults = {
  format: 'watertight-results/1',
  course: details.course,
  labs: details.labs,
}
