import { type ProblemType, type Reply, reply } from '@watertight/ports'
import { notFound } from './problem.ts'
import { type ProblemCode, problemTypes, typeOf } from './problem-types.ts'
import type { Routes } from './router.ts'

/** The registry as a list. */
export const problemList = Object.entries(problemTypes).map(
  ([code, type]: [string, ProblemType]) => ({
    type: typeOf(code as ProblemCode),
    code,
    ...type,
  }),
)

/** Where the `type` of a problem leads. */
export const problemRoutes: Routes = {
  'GET /problems': async () => reply(200, { problems: problemList }),
  'GET /problems/:code': async (_, { code }): Promise<Reply> => {
    const found = problemList.find((one) => one.code === code)
    return found ? reply(200, found) : notFound(`The problem ${code}`)
  },
}
