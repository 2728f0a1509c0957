/** Why a command was not carried out: a value, because a refusal is expected. `because` may be shown to a person. */
export interface Refusal<C extends string = string> {
  readonly refused: C
  readonly because: string
}

export const refuse = <const C extends string>(code: C, because: string): Refusal<C> => ({
  refused: code,
  because,
})

export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refused' in answer
