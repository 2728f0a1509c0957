import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import type { Certificate } from '../credential/certificate.ts'
import { certificateBy, codeOf, newIssuer, verified } from '../test-kit/issuing.ts'

type Json = any
type Path = readonly (string | number)[]

let genuine: Certificate
let leaves: readonly Path[]
beforeAll(async () => {
  genuine = await certificateBy(newIssuer(), {
    recipient: { name: 'Ada Lovelace', email: 'ada@example.org' },
    status: { list: 'https://school.example/status', index: 17 },
  })
  leaves = [...leavesOf(genuine)]
})

function* leavesOf(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) yield path
  else for (const [key, it] of Object.entries(value)) yield* leavesOf(it, [...path, key])
}

/** A copy in which the value at the path is replaced, or removed. */
function replaced(path: Path, replace: (it: unknown) => unknown): Json {
  const copy: Json = JSON.parse(JSON.stringify(genuine))
  const above = path.slice(0, -1).reduce((it: Json, key) => it[key], copy)
  const key = path.at(-1) as string
  const value = replace(above[key])
  if (value !== undefined) above[key] = value
  else if (Array.isArray(above)) above.splice(Number(key), 1)
  else delete above[key]
  return copy
}

/** Whatever was changed, the certificate no longer verifies; its status is not even asked for. */
const isRefused = async (document: Json) => {
  const code = codeOf(await verified(document))
  expect(code).not.toBe('valid')
  expect(code).not.toBe('StatusListMissing')
}

it('every single value of a certificate is covered: removed, lengthened or of another type it is refused', async () => {
  expect(codeOf(await verified(genuine))).toBe('StatusListMissing')
  expect(leaves.length).toBeGreaterThan(80)
  for (const path of leaves) {
    await isRefused(replaced(path, () => undefined))
    await isRefused(replaced(path, (it) => `${it}x`))
    await isRefused(replaced(path, (it) => (typeof it === 'boolean' ? !it : [it, it])))
  }
})

it('any value anywhere instead of what was signed is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.jsonValue({ maxDepth: 3 }), async (at, value) => {
      const path = leaves[at % leaves.length] as Path
      fc.pre(value !== path.reduce((it: Json, key) => it[key], genuine))
      await isRefused(replaced(path, () => value))
    }),
    { numRuns: 150 },
  )
})
