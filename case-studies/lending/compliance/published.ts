import { publishedLanguage } from '@watertight/domain'
import { RecordMonitoring } from './language.ts'

/** What compliance takes from others. It tells them nothing: protected attributes leave it as counts alone. */
export const ComplianceLanguage = publishedLanguage('compliance', [], {
  Monitoring: [RecordMonitoring],
})
