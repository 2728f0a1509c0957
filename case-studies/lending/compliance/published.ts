import { publishedLanguage } from '@watertight/domain'
import {
  NoteAsking,
  NoteClosing,
  NoteCompletion,
  NoteReceipt,
  NoteStop,
  NoteWithdrawal,
} from './application-file/language.ts'
import { RecordMonitoring } from './language.ts'

/** What compliance takes from others. It tells them nothing: protected attributes leave it as counts and as the register alone. */
export const ComplianceLanguage = publishedLanguage('compliance', [], {
  Monitoring: [RecordMonitoring],
  ApplicationFile: [NoteReceipt, NoteAsking, NoteCompletion, NoteClosing, NoteWithdrawal, NoteStop],
})
