import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { isError } from '../problem/problem.ts'
import { kinds } from '../schema/kinds.ts'
import type { Fields, Shape } from '../schema/shape.ts'
import { file } from '../test-kit/rules.ts'
import { type MeshRules, readMesh } from './read-mesh.ts'

/** Told, not thrown. */
function readCalmly(text: string): MeshRules {
  const rules = readMesh([file(text)])
  const isTold = rules.problems.every(
    ({ place, sentence, advice }) =>
      place.file === 'rules.yaml' && place.line > 0 && place.column > 0 && sentence && advice,
  )
  expect(isTold).toBe(true)
  return rules
}

test('text of any kind never throws', () => {
  const anything = fc
    .array(fc.nat(0xffff), { maxLength: 200 })
    .map((units) => String.fromCharCode(...units))
  const signs = [...'-:{}[]&*!|>\'"#%@`,? \n\tab1~', 'kind: ', '---\n', '<<: ']
  const likeYaml = fc.string({ unit: fc.constantFrom(...signs), maxLength: 60 })
  fc.assert(
    fc.property(fc.oneof(anything, likeYaml), (text) => void readCalmly(text)),
    { numRuns: 300 },
  )
})

const nonsense = fc.jsonValue({ maxDepth: 2 })

/** A value of the shape's form, with nonsense strewn in. */
function like(shape: Shape | undefined, depth = 0): fc.Arbitrary<unknown> {
  const honest = (): fc.Arbitrary<unknown> => {
    if (shape === undefined || depth > 9) return nonsense
    switch (shape.is) {
      case 'opaque':
        return nonsense
      case 'scalar':
        return shape.kind === 'string'
          ? fc.oneof(
              fc.string(),
              fc.constantFrom('1s', 'a.example', '/x', 'STATIC', '5xx', '(', 'v1'),
            )
          : shape.kind === 'number'
            ? fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 1, 80, 200))
            : fc.boolean()
      case 'list':
        return fc.array(like(shape.of, depth + 1), { maxLength: 2 })
      case 'embedded':
        return fc.oneof(
          like(shape.of, depth + 1).map((value) => stringify(value)),
          fc.string(),
        )
      case 'names':
        return fc.dictionary(fc.string(), like(shape.of, depth + 1), { maxKeys: 2 })
      case 'message':
        return fc.shuffledSubarray(Object.entries(shape.fields as Fields)).chain((all) => {
          const some = all.slice(0, 4)
          return fc.record(
            Object.fromEntries(some.map(([name, { shape }]) => [name, like(shape, depth + 1)])),
          )
        })
    }
  }
  return fc.oneof({ weight: 9, arbitrary: honest() }, { weight: 1, arbitrary: nonsense })
}

test.each(Object.entries(kinds))('%s with nonsense in any field never throws', (kind, shape) => {
  const arbitrary = fc.record({
    apiVersion: fc.constant('networking.istio.io/v1'),
    kind: fc.constant(kind),
    metadata: fc.oneof(
      fc.constant({ name: 'x' }),
      like((shape.fields as Fields).metadata?.shape),
      nonsense,
    ),
    spec: like((shape.fields as Fields).spec?.shape),
  })
  fc.assert(
    fc.property(arbitrary, (document) => {
      const { resources, problems } = readCalmly(stringify(document))
      // used, or told why not: never neither
      expect(resources.length === 1 || problems.some(isError)).toBe(true)
    }),
    { numRuns: 50 },
  )
})
