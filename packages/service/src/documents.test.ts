import { asyncApi, openApi } from '@watertight/domain'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { host } from './host.ts'
import { Office } from './test-kit/tickets.ts'
import { asking, inWorld } from './test-kit/world.ts'

const ajv = new Ajv2020({ strict: false, validateFormats: false })

/** What is wrong with an answer by the schema that a document has for it. */
function wrongWith(body: unknown, schema: object, { components }: { components: object }) {
  const fits = ajv.compile({ ...schema, components })
  return fits(body) ? [] : fits.errors
}

describe('what a host answers', () => {
  it('is what its OpenAPI document says, path by path', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const document = openApi(Office)
      const seen: number[] = []
      const { '/feed': _, ...paths } = document.paths
      // twice: what was possible the first time is refused then
      for (const [path, methods] of [...Object.entries(paths), ...Object.entries(paths)])
        for (const [method, { responses }] of Object.entries<any>(methods)) {
          const data = method === 'post' ? { buyer: 'ann' } : undefined
          const { status, body } = await ask(method.toUpperCase(), path.replace('{id}', '7'), data)
          const { content } = responses[status] ?? responses.default
          expect([path, status, body.code]).not.toContain('WT_NOT_FOUND')
          const [{ schema }] = Object.values<any>(content) as [{ schema: object }]
          expect(wrongWith(body, schema, document), `${path} ${status}`).toEqual([])
          seen.push(status)
        }
      expect(new Set(seen)).toEqual(new Set([201, 200, 409, 422]))
    }))

  it('is what its AsyncAPI document says, line by line', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const { clock, transport } = ports
      const path = '/feed?after=0'
      const feed = await transport.open({
        to: 'office',
        method: 'GET',
        path,
        deadline: clock.now() + 5_000,
        idleMs: 5_000,
      })
      const document = asyncApi(Office)
      for await (const chunk of feed.body) {
        const line = JSON.parse(String(chunk))
        const { payload } = document.components.messages[line.type] as { payload: object }
        expect(wrongWith(line, payload, document)).toEqual([])
        expect(wrongWith({ ...line, source: 'printer' }, payload, document)).not.toEqual([])
        break
      }
    }))
})
