import type { Start } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import type { Held, Moment, Rig } from '../lab.ts'
import { metered } from './metered.ts'
import { lineOf, noted, Recorder, type Recording } from './recording.ts'

/** A rig that tells afterwards what happened on it. */
export interface RecordedRig extends Rig {
  recording(): Recording
  /** What the learner's services have logged. */
  said(): readonly Moment[]
}

/** Virtual time and a virtual network: the same seed gives the same run, a minute takes milliseconds. */
export function virtualRig(seed: number, start: Start): RecordedRig {
  const recorder = new Recorder()
  let [now, subject] = [() => 0, '']
  const world = new VirtualWorld({
    seed,
    // services of the lab say nothing
    log: (...line) => recorder.logged(subject, now(), lineOf(...line)),
  })
  const meters = new Map<string, () => Held>()
  const restarted = new Map<string, () => void>()
  return {
    host: (name, service) =>
      world.host(name, (ports) => service(noted(ports, name, recorder.note))),
    subject: (name) =>
      world.host(name, async (ports) => {
        now = () => ports.clock.wallTime()
        subject = name
        const meter = metered(noted(ports, name, recorder.note))
        meters.set(name, meter.held)
        const running = await start(meter.ports)
        recorder.started(name, now())
        restarted.get(name)?.()
        return running as undefined
      }),
    kill(name) {
      meters.delete(name)
      recorder.killed(name, now())
      world.crash(name)
    },
    restart(name) {
      const started = new Promise<void>((end) => restarted.set(name, end))
      world.restart(name)
      return started
    },
    async held() {
      const all = [...meters.values()].map((held) => held())
      return {
        timers: all.reduce((sum, it) => sum + it.timers, 0),
        calls: all.reduce((sum, it) => sum + it.calls, 0),
      }
    },
    run: (work) => world.run(work),
    stop: () => world.stop(),
    recording: () => recorder.recording(),
    said: () => recorder.said(),
  }
}
