import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Any validator that speaks Standard Schema: zod, valibot, arktype, or `fields` below. */
export type Schema<I = unknown, O = I> = StandardSchemaV1<I, O>
export type Infer<S extends StandardSchemaV1> = StandardSchemaV1.InferOutput<S>
export type InputOf<S extends StandardSchemaV1> = StandardSchemaV1.InferInput<S>

/** One thing that is wrong with an input: where, and what. `path` is empty for the input as a whole. */
export interface Issue {
  readonly path: readonly string[]
  readonly message: string
}

/** The input does not fit its schema. `issues` names each field that is wrong. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput'
  readonly code = 'WT_INPUT_INVALID'
  readonly issues: readonly Issue[]
  constructor(what: string, issues: readonly Issue[]) {
    const list = issues.map(({ path, message }) => [...path, message].join(': ')).join('; ')
    super(`WT_INPUT_INVALID: ${what}: ${list}. Correct the fields named and send it again.`)
    this.issues = issues
  }
}

/** The schema's output for this input. Throws `InvalidInput`; an asynchronous schema is a programming error. */
export function parse<S extends StandardSchemaV1>(
  what: string,
  schema: S,
  input: unknown,
): Infer<S> {
  const result = schema['~standard'].validate(input)
  if (result instanceof Promise)
    throw new TypeError(`${what}: the schema is asynchronous, and a domain never waits`)
  if (result.issues) throw new InvalidInput(what, result.issues.map(issueOf))
  return result.value
}

export type Fields = { readonly [field: string]: StandardSchemaV1 }
export type FieldsIn<F extends Fields> = { readonly [K in keyof F]: InputOf<F[K]> }
export type FieldsOut<F extends Fields> = { readonly [K in keyof F]: Infer<F[K]> }

/** An object of these fields and no others. Standard Schema itself does not compose, this does: the parts may come from different validators. */
export function fields<F extends Fields>(shape: F): Schema<FieldsIn<F>, FieldsOut<F>> {
  const validate = (input: unknown): StandardSchemaV1.Result<FieldsOut<F>> => {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return { issues: [{ message: 'expected an object' }] }
    const given = input as Record<string, unknown>
    const value: Record<string, unknown> = {}
    const issues: StandardSchemaV1.Issue[] = []
    for (const [key, schema] of Object.entries(shape)) {
      const result = schema['~standard'].validate(given[key])
      if (result instanceof Promise) throw new TypeError(`${key}: asynchronous schema`)
      if (result.issues)
        issues.push(...result.issues.map((i) => ({ ...i, path: [key, ...(i.path ?? [])] })))
      else if (result.value !== undefined) value[key] = result.value
    }
    for (const key of Object.keys(given))
      if (!Object.hasOwn(shape, key)) issues.push({ message: 'unknown field', path: [key] })
    return issues.length > 0 ? { issues } : { value: value as FieldsOut<F> }
  }
  return { '~standard': { version: 1, vendor: 'watertight', validate } }
}

const issueOf = ({ message, path = [] }: StandardSchemaV1.Issue): Issue => ({
  message,
  path: path.map((part) => String(typeof part === 'object' ? part.key : part)),
})
