import { boundedContext } from '@watertight/domain'
import { ApplicationFile } from './application-file/application-file.ts'
import {
  NoteAsking,
  NoteClosing,
  NoteCompletion,
  NoteReceipt,
  NoteStop,
  NoteWithdrawal,
} from './application-file/language.ts'
import { fromOrigination } from './from-origination.ts'
import { fromServicing } from './from-servicing.ts'
import { fromUnderwriting } from './from-underwriting.ts'
import { RecordMonitoring } from './language.ts'
import { Monitoring } from './monitoring.ts'
import {
  ActionClock,
  ApprovalClock,
  CounterOfferClock,
  IncompletenessClock,
} from './notices/clocks.ts'
import { Notice } from './notices/notice.ts'
import { ComplianceLanguage } from './published.ts'
import { LiftHold, PlaceHold } from './retention/language.ts'
import { Retention } from './retention/retention.ts'
import { RetentionClock } from './retention/retention-clock.ts'

export const Compliance = boundedContext('compliance', {
  purpose:
    'Tells applicants what was decided and why, in time; reports, keeps and watches; the only one that knows a protected attribute.',
  owns: [Monitoring, ApplicationFile, Notice, Retention],
  accepts: [
    RecordMonitoring,
    NoteReceipt,
    NoteAsking,
    NoteCompletion,
    NoteClosing,
    NoteWithdrawal,
    NoteStop,
    PlaceHold,
    LiftHold,
  ],
  speaks: ComplianceLanguage,
  hears: [fromOrigination, fromUnderwriting, fromServicing],
  runs: [ActionClock, IncompletenessClock, CounterOfferClock, ApprovalClock, RetentionClock],
})
