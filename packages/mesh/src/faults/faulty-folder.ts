import type { Folder } from '@watertight/ports'
import type { FaultSwitch } from './fault-switch.ts'

/** A folder with the files of every `push` that is on: what somebody pushed by mistake, and took back. */
export function faultyFolder(below: Folder, faults: FaultSwitch): Folder {
  const pushed = () => new Map(faults.of('push').map(({ name, text }) => [name, text]))
  return {
    list: async () => [...new Set([...(await below.list()), ...pushed().keys()])].sort(),
    read: async (name) => pushed().get(name) ?? below.read(name),
    watch(changed) {
      const watch = below.watch(changed)
      let before = JSON.stringify([...pushed()])
      const stop = faults.onChange(() => {
        const now = JSON.stringify([...pushed()])
        if (now !== before) changed()
        before = now
      })
      return {
        stop() {
          watch.stop()
          stop()
        },
      }
    },
  }
}
