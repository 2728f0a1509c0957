import type { Ports } from '@watertight/ports'
import type { Routes } from '@watertight/service'
import { commandRoutes } from './commands/routes.ts'
import { contextRoutes } from './contexts/routes.ts'
import { decisionRoutes } from './decisions/decision-routes.ts'
import { faultRoutes } from './faults/routes.ts'
import type { Hub } from './hub/hub.ts'
import { logRoutes } from './log/log-routes.ts'
import { traceRoutes } from './traces/routes.ts'
import type { RunNote } from './watch/run-note.ts'

/** What the routes of a screen may use. */
export interface ScreenTools {
  readonly ports: Ports
  /** Where the services are, as it is known at each moment. */
  readonly directory: ReadonlyMap<string, string>
  /** What runs, whose it is, and in which process. */
  readonly note: () => Promise<RunNote>
  readonly hub: Hub
}

/** What the screens ask for beside the stream: one line for each of them. */
export const screenRoutes = (tools: ScreenTools): Routes => ({
  ...faultRoutes(tools),
  ...commandRoutes(tools),
  ...traceRoutes(tools),
  ...contextRoutes(tools),
  ...logRoutes(tools),
  ...decisionRoutes(tools),
})
