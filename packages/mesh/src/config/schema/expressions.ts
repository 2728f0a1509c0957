import { LinearRegExp } from '../regex/linear-reg-exp.ts'
import { text } from './scalars.ts'
import { type Scalar, Wrong } from './shape.ts'

/** An expression of RE2, compiled. */
export const expression: Scalar<LinearRegExp> = {
  ...text,
  says: 'an expression of RE2, at most 1024 characters',
  read(value) {
    if (value === '') return new Wrong('it is empty', 'WT_MESH_REGEX')
    try {
      return new LinearRegExp(value as string)
    } catch (error) {
      return new Wrong((error as Error).message, 'WT_MESH_REGEX')
    }
  },
}

/** The same for headers and parameters, where Istio reads a lone `*` as "it is there". */
export const expressionOrAny: Scalar<LinearRegExp | 'present'> = {
  ...expression,
  says: `${expression.says}; * is "it is there"`,
  read: (value) => (value === '*' ? 'present' : expression.read(value)),
}
