import { type Clock, sleepOn } from '../clock.ts'

/** The machine's clock. Timers do not keep the process alive: servers and sockets do. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms)
    return { cancel: () => clearTimeout(timer) }
  },
  soon: (task) => void setImmediate(task),
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
}
