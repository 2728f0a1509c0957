import type { Clock, Ports, Timer, Transport } from '@watertight/ports'
import { sleepOn } from '@watertight/ports'
import type { Held } from '../lab.ts'

/** The same ports, counting what whoever has them holds: timers that are set, calls that are open. */
export function metered(ports: Ports): { readonly ports: Ports; held(): Held } {
  let [timers, calls] = [0, 0]
  const after = (ms: number, task: () => void): Timer => {
    timers++
    let isSet = true
    const unset = () => {
      if (isSet) timers--
      isSet = false
    }
    const timer = ports.clock.after(ms, () => {
      unset()
      task()
    })
    return {
      cancel() {
        unset()
        timer.cancel()
      },
    }
  }
  const clock: Clock = {
    now: () => ports.clock.now(),
    wallTime: () => ports.clock.wallTime(),
    after,
    soon: (task) => ports.clock.soon(task),
    sleep: (ms, signal) => sleepOn({ after }, ms, signal),
  }
  async function counted<T>(call: Promise<T>): Promise<T> {
    calls++
    try {
      return await call
    } finally {
      calls--
    }
  }
  const transport: Transport = {
    isPublic: ports.transport.isPublic,
    call: (call) => counted(ports.transport.call(call)),
    open: (call) => counted(ports.transport.open(call)),
    serve: (name, handler) => ports.transport.serve(name, handler),
  }
  return { ports: { ...ports, clock, transport }, held: () => ({ timers, calls }) }
}
