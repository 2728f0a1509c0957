import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { boundedContext } from '../bounded-context.ts'
import { kebab } from '../kebab.ts'
import { openApi } from './open-api.ts'
import { Doors, Keys } from './test-kit/doors.ts'

const problems = [
  { status: 422, code: 'WT_INPUT_INVALID', title: 'Not Valid' },
  { status: 409, code: 'WT_BUSY', title: 'Busy' },
  { status: 422, code: 'WT_ID_INVALID', title: 'Not Valid' },
]

const errorsOf = async (document: object) => {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never)
  return valid ? undefined : errors
}

describe('the OpenAPI of a context', () => {
  const document = openApi(Doors, { problems })
  const operation = document.paths['/front-door/{id}/open-door'] as { post: any }

  it('is valid OpenAPI 3.1, whatever is left out', async () => {
    expect(document.openapi).toBe('3.1.1')
    expect(await errorsOf(document)).toBeUndefined()
    expect(await errorsOf(openApi(Keys))).toBeUndefined()
    const empty = boundedContext('empty', { purpose: 'Nothing.', owns: [] })
    expect(await errorsOf(openApi(empty))).toBeUndefined()
    expect(await errorsOf({ ...document, paths: { nowhere: {} } })).toBeDefined()
  })

  it('resolves every reference, those of a schema to itself too', () => {
    const text = JSON.stringify(document)
    const refs = new Set([...text.matchAll(/"\$ref":"#([^"]*)"/g)].map(([, at = '']) => at))
    expect(refs.size).toBeGreaterThan(5)
    for (const at of refs) {
      const steps = at.split('/').slice(1).map(decodeURIComponent)
      expect(
        steps.reduce<any>((value, step) => value?.[step], document),
        at,
      ).toBeDefined()
    }
  })

  it('has a path for each command that is accepted, as it is served', () => {
    expect(Object.keys(document.paths)).toEqual([
      '/front-door/{id}/open-door',
      '/lock/{id}/turn-key',
      '/front-door/{id}/history',
      '/lock/{id}/history',
      '/feed',
      '/livez',
      '/readyz',
      '/status',
    ])
    expect(operation.post.operationId).toBe('FrontDoor.OpenDoor')
    expect(operation.post.parameters.map((one: any) => one.name)).toEqual([
      'id',
      'Idempotency-Key',
      'If-Match',
    ])
    expect(operation.post.requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/command.OpenDoor',
    })
    expect(document.components.schemas['command.OpenDoor']).toMatchObject({
      title: 'OpenDoor',
      required: ['by'],
      properties: { by: { 'x-personal': true } },
    })
  })

  it('takes a command of two owners to the one who decides it', () => {
    const twice = boundedContext('twice', {
      purpose: 'Both have the word.',
      owns: [...Doors.owns, { ...(Doors.owns[0] as any), name: 'BackDoor' }],
      accepts: Doors.accepts,
    })
    expect(Object.keys(openApi(twice).paths)).toContain('/back-door/{id}/open-door')
  })

  it('lists the codes of each status, and leaves 409 to the domain', () => {
    const { 409: refused, 422: invalid, ...others } = operation.post.responses
    const code = (response: any) =>
      response.content['application/problem+json'].schema.allOf[1].properties.code
    expect(code(invalid)).toEqual({ enum: ['WT_INPUT_INVALID', 'WT_ID_INVALID'] })
    expect(invalid.description).toBe('Not Valid')
    expect(code(refused)).toEqual({ type: 'string', examples: ['NotPossibleNow', 'WT_BUSY'] })
    expect(Object.keys(others)).toEqual(['201', 'default'])
  })

  it('says what it is told of itself, and has the paths it is given', async () => {
    const get = { responses: { 200: { description: 'Rows.' } } }
    const told = openApi(Doors, {
      title: 'The doors',
      version: '3',
      servers: [{ url: 'https://doors.example' }],
      more: { '/read/open-doors': { get } },
    })
    expect(told.info).toEqual({ title: 'The doors', version: '3', description: Doors.purpose })
    expect(told.servers).toEqual([{ url: 'https://doors.example' }])
    expect(told.paths['/read/open-doors']).toEqual({ get })
    expect(await errorsOf(told)).toBeUndefined()
  })

  it('gives the history each event in its shape', () => {
    const { get } = document.paths['/front-door/{id}/history'] as { get: any }
    const { items } = get.responses[200].content['application/json'].schema.properties.events
    expect(items.oneOf.map((one: any) => one.properties.type.const)).toEqual([
      'DoorOpened',
      'DoorShut',
    ])
  })
})

it('a name stands in a path in kebab-case', () => {
  expect(['PlaceOrder', 'Order', 'IssueV2Note', 'HTTPCall'].map(kebab)).toEqual([
    'place-order',
    'order',
    'issue-v2-note',
    'httpcall',
  ])
})
