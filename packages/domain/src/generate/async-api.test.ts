import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { boundedContext } from '../bounded-context.ts'
import { asyncApi } from './async-api.ts'
import { Doors, Keys } from './test-kit/doors.ts'

const require = createRequire(import.meta.url)
// the schema of AsyncAPI brings that of JSON Schema along
const meta = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false })
const isAsyncApi = meta.compile(require('@asyncapi/specs/schemas/3.0.0.json'))
const ajv = new Ajv({ validateFormats: false, strict: false })
const errorsOf = (document: object) =>
  isAsyncApi(structuredClone(document)) ? undefined : isAsyncApi.errors

describe('the AsyncAPI of a context', () => {
  const document = asyncApi(Doors)

  it('is valid AsyncAPI 3.0, whatever is left out', () => {
    const empty = boundedContext('empty', { purpose: 'Nothing.', owns: [] })
    const servers = { local: { host: 'localhost:4600', protocol: 'http' } }
    for (const one of [document, asyncApi(Keys, { servers }), asyncApi(empty)])
      expect(errorsOf(one)).toBeUndefined()
    expect(errorsOf({ ...document, operations: { publish: { action: 'shout' } } })).toBeDefined()
  })

  it('resolves every reference', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]*)"/g)]
    expect(refs.length).toBeGreaterThan(5)
    for (const [, at = ''] of refs) {
      const steps = at.split('/').slice(1).map(decodeURIComponent)
      expect(
        steps.reduce<any>((value, step) => value?.[step], document),
        at,
      ).toBeDefined()
    }
  })

  it('sends what the context publishes and receives what it hears', () => {
    expect(document.operations).toMatchObject({
      publish: {
        action: 'send',
        channel: { $ref: '#/channels/feed' },
        messages: [{ $ref: '#/channels/feed/messages/doors.DoorOpened.v1' }],
      },
      'hear.keys': { action: 'receive', channel: { $ref: '#/channels/feed.keys' } },
    })
    expect(Object.keys(asyncApi(Keys).operations)).toEqual(['publish'])
  })

  it('has each message in its CloudEvents envelope', () => {
    const { payload } = document.components.messages['keys.KeyCut.v1'] as any
    const accepts = ajv.compile({ ...payload, components: document.components })
    const line = {
      ...{ specversion: '1.0', id: 'e1', source: 'keys', type: 'keys.KeyCut.v1', subject: '7' },
      ...{ time: '2026-01-01T00:00:00.000Z', data: { teeth: [1, 2] }, position: 2, previous: 1 },
    }
    expect(accepts(line)).toBe(true)
    for (const wrong of [{ source: 'doors' }, { data: { teeth: ['1'] } }, { specversion: '2.0' }])
      expect(accepts({ ...line, ...wrong })).toBe(false)
  })

  it('says what it is told of itself', () => {
    const { info } = asyncApi(Doors, { title: 'The doors', version: '3' })
    expect(info).toEqual({ title: 'The doors', version: '3', description: Doors.purpose })
    expect(document.info.title).toBe('doors')
  })
})
