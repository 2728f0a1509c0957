import { type Clock, sleepOn } from '../clock.ts'

/** `setTimeout` holds 31 bits, and fires at once for more. */
const longestMs = 2 ** 31 - 1

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(ms, task) {
    let timer: NodeJS.Timeout
    const arm = (left: number) => {
      timer =
        left <= longestMs
          ? setTimeout(task, left)
          : setTimeout(() => arm(left - longestMs), longestMs)
    }
    arm(ms)
    return { cancel: () => clearTimeout(timer) }
  },
  soon: (task) => void setImmediate(task),
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
}
