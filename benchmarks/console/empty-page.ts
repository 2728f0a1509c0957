import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const html = `<!doctype html><title>limit</title>
<div data-testid="scrubber" style="height: 60px; background: silver"></div><p>0</p>
<script>
  document.querySelector('div').onpointerdown = () => (document.querySelector('p').textContent = Math.random())
</script>`

/** What any page takes from an input to a painted frame: one that changes a word. */
export async function emptyPage() {
  const server = createServer((_, answer) =>
    answer.setHeader('content-type', 'text/html').end(html),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
