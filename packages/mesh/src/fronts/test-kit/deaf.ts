import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Endpoint } from '../../model/cluster.ts'

/** An address whose owner takes no connection any more: those that it may keep waiting are there already. */
export async function deaf(): Promise<{ readonly endpoint: Endpoint; close(): Promise<void> }> {
  const script =
    "const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))"
  const child: ChildProcess = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  const port = Number(String(said))
  child.kill('SIGSTOP')
  const waiting: Socket[] = []
  // the system finishes as many as the line has room for; from then on nobody is answered
  for (let i = 0; i < 4; i++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    waiting.push(socket)
  }
  await once(waiting[0] as Socket, 'connect')
  return {
    endpoint: { address: '127.0.0.1', port, labels: {}, weight: 1 },
    async close() {
      for (const socket of waiting) socket.destroy()
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
