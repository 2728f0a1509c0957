/** What the simulator can be told to do to whoever asks it. */
export const faultModes = [
  'none',
  'fail',
  'hang',
  'lose-answer',
  'refuse',
  'undeliverable',
] as const
export type FaultMode = (typeof faultModes)[number]

export const isFaultMode = (word: unknown): word is FaultMode =>
  faultModes.includes(word as FaultMode)

export const faultSentence: { readonly [K in FaultMode]: string } = {
  none: 'every parcel is taken and delivered',
  fail: 'every request is answered 503, and no parcel is taken',
  hang: 'no request is answered, and no parcel is taken',
  'lose-answer': 'every parcel is taken, and the answer is lost',
  refuse: 'no parcel is taken',
  undeliverable: 'every parcel that is taken comes back',
}
