import type { Columns, Projection } from '@watertight/domain'
import { pageLimits } from './limit.ts'
import { readPath } from './read-models.ts'

/** The paths of read models, for the document of their context. */
export function readModelPaths(models: readonly Projection[]): { readonly [path: string]: object } {
  const paths: Record<string, object> = {}
  for (const model of models) {
    const columns = Object.entries(model.columns as Columns)
    const row = {
      type: 'object',
      properties: Object.fromEntries(columns.map(([column, type]) => [column, schemaOf(type)])),
      required: columns.map(([column]) => column),
    }
    const rows = { type: 'array', items: row }
    const next = { type: ['string', 'null'] }
    const path = readPath(model)
    const key = model.key.map((column: string) => `{${column}}`).join('/')
    paths[path] = {
      get: {
        operationId: `${model.name}.rows`,
        tags: ['read models'],
        summary: `Rows of ${model.name}, in the order of their key`,
        parameters: [
          ...columns.map(([column, type]) => parameter(column, 'query', schemaOf(type))),
          parameter('limit', 'query', limit),
          parameter('after', 'query', { type: 'string', description: '`next` of a page' }),
          ...waits,
        ],
        responses: answers({ type: 'object', properties: { rows, next } }),
      },
    }
    paths[`${path}/${key}`] = {
      get: {
        operationId: `${model.name}.row`,
        tags: ['read models'],
        summary: `One row of ${model.name}`,
        parameters: [
          ...model.key.map((column: string) => ({
            ...parameter(column, 'path', schemaOf(model.columns[column])),
            required: true,
          })),
          ...waits,
        ],
        responses: answers(row),
      },
    }
  }
  return paths
}

const schemaOf = (type: Columns[string]) => {
  const name = type.startsWith('text') ? 'string' : type.startsWith('real') ? 'number' : 'integer'
  return { type: type.endsWith('?') ? [name, 'null'] : name }
}
const parameter = (name: string, place: 'query' | 'path' | 'header', schema: object) => ({
  name,
  in: place,
  schema,
})
const limit = {
  ...{ type: 'integer', minimum: 1 },
  ...{ maximum: pageLimits.most, default: pageLimits.unlessTold },
}
const whole = { type: 'integer', minimum: 0 }
const waits = [parameter('position', 'query', whole), parameter('x-wait-position', 'header', whole)]
const answers = (schema: object) => ({
  200: { description: 'OK', content: { 'application/json': { schema } } },
})
