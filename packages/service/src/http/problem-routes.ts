import { type Reply, reply } from '@watertight/ports'
import { notFound } from './problem.ts'
import { type ProblemCode, type ProblemType, problemTypes, typeOf } from './problem-types.ts'
import type { Routes } from './router.ts'

const described = Object.entries(problemTypes).map(([code, type]: [string, ProblemType]) => ({
  type: typeOf(code as ProblemCode),
  code,
  ...type,
}))

/** Where the `type` of a problem leads. */
export const problemRoutes: Routes = {
  'GET /problems': async () => reply(200, { problems: described }),
  'GET /problems/:code': async (_, { code }): Promise<Reply> => {
    const found = described.find((one) => one.code === code)
    return found ? reply(200, found) : notFound(`The problem ${code}`)
  },
}
