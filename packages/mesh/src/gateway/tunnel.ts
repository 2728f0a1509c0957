import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Joins two connections: what comes from one goes to the other as fast as that takes it, and each direction ends by itself. When one of them
 * breaks, so does the other.
 */
export function tunnel(caller: Duplex, endpoint: Duplex): void {
  for (const [from, to] of [
    [caller, endpoint],
    [endpoint, caller],
  ] as const) {
    alive(from as Socket)
    from.on('error', () => to.destroy())
    // one that ended in order has said so already
    from.once('close', () => {
      if (!from.readableEnded) to.destroy()
    })
    from.pipe(to)
  }
}

/** Silence is allowed; a peer that is gone without a word is found by the system's probes. */
function alive(socket: Partial<Socket>): void {
  socket.setTimeout?.(0)
  socket.setNoDelay?.(true)
  socket.setKeepAlive?.(true, 30_000)
}
