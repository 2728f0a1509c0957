import { done, processManager, send, wake } from '@watertight/domain'
import { daysAfter } from './days.ts'
import {
  ApplicationCompleted,
  ApplicationReceived,
  ApplicationWithdrawn,
  ClosedIncomplete,
  CloseIncomplete,
  InformationAsked,
  OpenApplication,
} from './language.ts'

/** From the day an application comes in to the day it is complete, withdrawn, or closed because what was asked for did not come. */
export const Completion = processManager('Completion', {
  hears: [
    ApplicationReceived,
    InformationAsked,
    ApplicationCompleted,
    ApplicationWithdrawn,
    ClosedIncomplete,
  ],
  sends: [OpenApplication, CloseIncomplete],
  alarms: ['ResponseOverdue'],
  initial: () => ({ is: 'Open' }) as const,
}).on({
  events: {
    ApplicationReceived: ({ product, items, receivedOn, identity, jointIdentity }, _, { id }) =>
      send(id, OpenApplication({ product, items, receivedOn, identity, jointIdentity })),
    // the whole of the last day counts
    InformationAsked: ({ respondBy }) =>
      wake('ResponseOverdue', { at: new Date(daysAfter(respondBy, 1)) }),
    ApplicationCompleted: () => done(),
    ApplicationWithdrawn: () => done(),
    ClosedIncomplete: () => done(),
  },
  alarms: { ResponseOverdue: (_, { id }) => send(id, CloseIncomplete({})) },
})
