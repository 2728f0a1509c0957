import { createHash } from 'node:crypto'
import type { Request } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { Unprinted } from '../test-kit/tickets.ts'
import { openApiRoutes } from './open-api-page.ts'
import { readModelPaths } from './read-model-paths.ts'
import { router } from './router.ts'

const document = {
  info: { title: 'Box <office>', version: '1', description: 'Sells "seats" & more.' },
  paths: {
    '/seat/{id}/sell-seat': {
      post: {
        operationId: 'Seat.SellSeat',
        requestBody: {
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/Accepted' }, '<x>': 1 },
          },
        },
        parameters: [{ name: 'id', in: 'path', required: true }],
        responses: { 201: { description: 'It was done.' } },
      },
    },
    ...readModelPaths([Unprinted]),
  },
  components: { schemas: { Accepted: { type: 'object' } } },
}
const ask = async (path: string) => {
  const signal = new AbortController().signal
  const request = { method: 'GET', path, headers: {}, body: '', trace: '', deadline: 0, signal }
  return router(openApiRoutes(document))(request satisfies Request)
}

describe('the OpenAPI document', () => {
  it('is served as it is', async () => {
    const { headers, body } = await ask('/openapi.json')
    expect(headers).toEqual({ 'content-type': 'application/json' })
    expect(JSON.parse(body as string)).toEqual(document)
  })

  it('is a page that needs and allows nothing else', async () => {
    const { headers, body } = await ask('/openapi')
    const html = body as string
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] as string
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers['content-security-policy']).toContain(
      `default-src 'none'; style-src 'sha256-${hash}'`,
    )
    expect(html).not.toMatch(/<script|<link|<img|https?:|url\(|@import| style=| on\w+=/)
  })

  it('shows every operation, its parameters and answers, with nothing taken for markup', async () => {
    const html = (await ask('/openapi')).body as string
    for (const part of [
      '<h1>Box &lt;office&gt; 1</h1>',
      'Sells &quot;seats&quot; &amp; more.',
      '<h2><b>POST</b>/seat/{id}/sell-seat</h2>',
      '<p>Seat.SellSeat</p>',
      '&quot;&lt;x&gt;&quot;: 1',
      '<a href="#Accepted">Accepted</a>',
      '<th>id</th><td>path</td>',
      '<th>201</th><td>It was done.</td>',
      '<h2><b>GET</b>/read/unprinted/{seat}</h2>',
      '<th>limit?</th>',
      '<h2 id="Accepted">Accepted</h2>',
    ])
      expect(html).toContain(part)
    expect(html).not.toContain('<office>')
  })

  it('has the paths of read models with their columns and key', () => {
    const paths = readModelPaths([Unprinted])
    expect(Object.keys(paths)).toEqual(['/read/unprinted', '/read/unprinted/{seat}'])
    expect(paths['/read/unprinted/{seat}']).toMatchObject({
      get: {
        parameters: [
          { name: 'seat', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'position' },
          { name: 'x-wait-position' },
        ],
        responses: {
          200: {
            content: {
              'application/json': {
                schema: { properties: { since: { type: 'integer' } }, required: ['seat', 'since'] },
              },
            },
          },
        },
      },
    })
  })
})
