import { aggregate, refuse } from '@watertight/domain'
import { MonitoringRecorded, RecordMonitoring } from './language.ts'

type State = { readonly is: 'Nothing' } | { readonly is: 'Recorded' }

/** The protected attributes of one application. They are kept here and nowhere else: no decision can read this log. */
export const Monitoring = aggregate('Monitoring', {
  commands: [RecordMonitoring],
  events: [MonitoringRecorded],
  initial: (): State => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      RecordMonitoring: (attributes, _, { id }) =>
        MonitoringRecorded({ application: id, ...attributes }),
    },
    Recorded: {
      RecordMonitoring: (_, __, { id }) =>
        refuse('AlreadyRecorded', `what was told for ${id} is recorded once`),
    },
  })
  .evolve({ MonitoringRecorded: () => ({ is: 'Recorded' }) })
