import { type Clock, sleepOn } from '../clock.ts'
import type { Host, Kernel } from './kernel.ts'

/** Midnight, 1 January 2026. */
const epoch = 1_767_225_600_000

/** Time that passes only when the kernel says so; its calendar starts in 2026. */
export function virtualClock(kernel: Kernel, host: Host): Clock {
  const clock: Clock = {
    now: () => kernel.now,
    wallTime: () => epoch + kernel.now,
    after(ms, task) {
      const wakeup = kernel.at(kernel.now + ms, host, 'timer', task)
      return {
        cancel() {
          wakeup.task = undefined
        },
      }
    },
    soon: (task) => kernel.soon(host, 'soon', task),
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
  }
  return clock
}
