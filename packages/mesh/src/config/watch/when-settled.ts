import type { Clock, Folder, Timer } from '@watertight/ports'

/** Files are written one after the other; this long nothing must happen before they are read. */
const settleMs = 50

export interface Settling {
  /** As if something had changed. */
  again(): void
  stop(): void
}

/** Calls back once what has changed in a folder is written; one reading after the other, for an older one must not come last. */
export function whenSettled(
  folder: Folder,
  clock: Pick<Clock, 'after'>,
  read: () => Promise<void>,
): Settling {
  let timer: Timer | undefined
  let reading: Promise<void> = Promise.resolve()
  const again = () => {
    timer?.cancel()
    timer = clock.after(settleMs, () => {
      reading = reading.then(read)
    })
  }
  const watch = folder.watch(again)
  return {
    again,
    stop() {
      watch.stop()
      timer?.cancel()
    },
  }
}
