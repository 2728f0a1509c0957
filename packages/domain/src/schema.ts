import type { StandardSchemaV1 } from '@standard-schema/spec'
import { DomainError } from './domain-error.ts'

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
    const list = issues
      .map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`)
      .join('; ')
    super(`WT_INPUT_INVALID: ${what}: ${list}. Correct what is named and send it again.`)
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
  if (result instanceof Promise) throw asynchronous(what)
  if (result.issues) throw new InvalidInput(what, result.issues.map(issueOf))
  return result.value
}

const issueOf = ({ message, path = [] }: StandardSchemaV1.Issue): Issue => ({
  message,
  path: path.map((part) => String(typeof part === 'object' ? part.key : part)),
})

export const asynchronous = (what: string) =>
  new DomainError('WT_SCHEMA_ASYNC', `the schema of ${what} is asynchronous`, { what })
