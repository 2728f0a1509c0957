import { command, event, personal } from '@watertight/domain'
import { z } from 'zod'

/** What an applicant chose to tell for monitoring: 12 CFR 1002.13, 1003 appendix B. */
const attributes = {
  sex: personal(z.enum(['female', 'male', 'not-given'])),
  ethnicity: personal(z.enum(['hispanic', 'not-hispanic', 'not-given'])),
}

export const RecordMonitoring = command('RecordMonitoring', attributes)
export const MonitoringRecorded = event('MonitoringRecorded', {
  application: z.string(),
  ...attributes,
})
