import { reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import { z } from 'zod'
import { bodyOf } from '../body-of.ts'
import type { ScreenTools } from '../screen-routes.ts'
import { FaultRuns } from './fault-run.ts'
import { scenariosOf } from './scenarios.ts'

const Wanted = z.strictObject({ yaml: z.string().max(100_000), isVerified: z.boolean() })

/** `GET /scenarios`, and `POST /faults` to apply a file of faults or, with `/faults/stop`, to take it back. */
export function faultRoutes(tools: ScreenTools): Routes {
  const runs = new FaultRuns(tools)
  return {
    'GET /scenarios': async () => reply(200, await scenariosOf((await tools.note()).parts)),
    'POST /faults': async ({ body }) => {
      const wanted = Wanted.safeParse(bodyOf(body))
      if (!wanted.success) return notValid('Send {"yaml": "…", "isVerified": true or false}.')
      const { yaml, isVerified } = wanted.data
      const wrong = await runs.begin(yaml, isVerified)
      return wrong.length === 0 ? reply(202, { begun: true }) : notValid(wrong.join('\n'))
    },
    'POST /faults/stop': async () => {
      await runs.stop()
      return reply(200, { stopped: true })
    },
  }
}

const notValid = (detail: string) =>
  problem({ status: 422, title: 'Not Valid', code: 'WT_INPUT_INVALID', detail })
