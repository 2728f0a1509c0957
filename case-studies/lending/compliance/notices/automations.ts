import { send } from '@watertight/domain'
import type { Automation } from '@watertight/service'
import { RecordPosting } from './language.ts'
import type { letterClient } from './letter-client.ts'
import { LettersDue } from './read-models.ts'

/** Hands what is written to the letter shop, again until it has taken it. */
export const posting = (
  post: ReturnType<typeof letterClient>,
): Automation<(typeof LettersDue)['columns']> => ({
  name: 'post letters',
  todo: LettersDue,
  stream: ({ notice }) => `notice-${notice}`,
  orderBy: ['since'],
  async perform({ notice, text, textHash }, signal) {
    return send(notice, RecordPosting(await post({ reference: notice, text, textHash }, signal)))
  },
})
