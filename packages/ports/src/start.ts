import type { Ports } from './ports.ts'

/** A service that runs. */
export interface Running {
  /** Takes no new work and resolves when the work in hand is done. */
  stop(): Promise<void>
}

/** Starts a service on its ports; what it hands back is stopped before the ports are. */
export type Start = (ports: Ports) => Promise<Running> | Promise<void>
