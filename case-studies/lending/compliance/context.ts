import { boundedContext } from '@watertight/domain'
import { RecordMonitoring } from './language.ts'
import { Monitoring } from './monitoring.ts'
import { ComplianceLanguage } from './published.ts'

export const Compliance = boundedContext('compliance', {
  purpose: 'Watches whether lending is fair; the only one that knows a protected attribute.',
  owns: [Monitoring],
  accepts: [RecordMonitoring],
  speaks: ComplianceLanguage,
})
