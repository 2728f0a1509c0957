import type { RealService } from '@watertight/mesh/faults'
import type { Part, RunNote } from '../watch/run-note.ts'

/** The services of a part, each with the process it is in at the moment of asking. */
export function servicesOf(
  { services }: Part,
  addressOf: (service: string) => string | undefined,
  latest: () => RunNote,
): readonly RealService[] {
  return services.map((name) => ({
    name,
    process() {
      const pid = latest().services[name]?.pid
      const address = addressOf(name)
      if (pid === undefined) return undefined
      return { pid, ...(address !== undefined && { address }), kill: () => kill(pid) }
    },
  }))
}

/** Ends a process where it stands; one that has ended already is no error. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
