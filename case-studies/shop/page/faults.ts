import type { FaultMode } from '../gateway/live-state.ts'

interface FaultWords {
  readonly button: string
  readonly hint: string
  /** Completes "The card network …". */
  readonly does: string
  /** One word for the picture. */
  readonly short: string
}

export const faults: Readonly<Record<FaultMode, FaultWords>> = {
  none: { button: 'Heal', hint: 'answers at once', does: 'works', short: 'works' },
  fail: { button: 'Fail', hint: 'answers with errors', does: 'fails', short: 'fails' },
  hang: { button: 'Hang', hint: 'never answers', does: 'hangs', short: 'hangs' },
  slow: { button: 'Slow', hint: 'answers late', does: 'is slow', short: 'slow' },
  'answer-twice': {
    button: 'Answer twice',
    hint: 'repeats an old answer',
    does: 'gives every other time the answer before',
    short: 'repeats',
  },
  'lose-answer': {
    button: 'Lose answer',
    hint: 'charges, then is silent',
    does: 'charges and then loses its answer',
    short: 'silent',
  },
  refuse: { button: 'Refuse', hint: 'says no to everybody', does: 'refuses', short: 'refuses' },
}
