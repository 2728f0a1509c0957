import { type Clock, sleepOn } from '../clock.ts'
import type { Host, Kernel } from './kernel.ts'

/** Time that passes only when the kernel says so. `wallTime` starts in 2026; `skewMs` makes this host's calendar wrong. */
export function virtualClock(kernel: Kernel, host: Host, skewMs = 0): Clock {
  const clock: Clock = {
    now: () => kernel.now,
    wallTime: () => 1_767_225_600_000 + kernel.now + skewMs,
    after(ms, task) {
      const wakeup = kernel.at(kernel.now + ms, host, 'timer', task)
      return {
        cancel() {
          wakeup.task = undefined
        },
      }
    },
    soon: (task) => void kernel.at(kernel.now, host, 'soon', task),
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
  }
  return clock
}
