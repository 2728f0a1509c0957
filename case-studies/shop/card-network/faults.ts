/** What the simulator can be told to do to whoever asks it. */
export const faultModes = [
  'none',
  'fail',
  'hang',
  'slow',
  'answer-twice',
  'lose-answer',
  'refuse',
] as const
export type FaultMode = (typeof faultModes)[number]

export const isFaultMode = (word: unknown): word is FaultMode =>
  faultModes.includes(word as FaultMode)

export const faultSentence: { readonly [K in FaultMode]: string } = {
  none: 'every request is answered',
  fail: 'every request is answered 503, and nothing is charged',
  hang: 'no request is answered, and nothing is charged',
  slow: 'every request is charged and answered late',
  'answer-twice': 'every other answer is the one before it again',
  'lose-answer': 'every request is charged, and its answer is lost',
  refuse: 'the bank says no to every request',
}
