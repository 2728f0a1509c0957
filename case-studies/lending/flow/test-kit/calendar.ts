import { type Clock, type Ports, sleepOn } from '@watertight/ports'

/** A day of the calendar, in milliseconds of the machine's time. */
export const dayMs = 60_000
const ratio = 86_400_000 / dayMs
/** Shorter waits are the machine's: retries, heartbeats, circuit breakers. Longer ones are for something of the calendar, but for the minute of housekeeping. */
const machineMs = 15_000
const housekeepingMs = 60_000

/** The calendar runs 1,440 times as fast as the machine: a month passes in half an hour of virtual time, and an alarm rings on the day it is set to. */
export function fastCalendar(ports: Ports): Ports {
  const { clock } = ports
  const began = clock.wallTime() - clock.now()
  const fast: Clock = {
    now: () => clock.now(),
    wallTime: () => began + clock.now() * ratio,
    after: (ms, task) =>
      clock.after(ms <= machineMs || ms === housekeepingMs ? ms : ms / ratio, task),
    soon: (task) => clock.soon(task),
    sleep: (ms, signal) => sleepOn(fast, ms, signal),
  }
  return { ...ports, clock: fast }
}
