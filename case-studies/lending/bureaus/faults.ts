/** The foreign systems that are simulated here. */
export const systems = ['northstar', 'meridian', 'sanctions'] as const
export type System = (typeof systems)[number]

const everywhere = {
  none: 'every request is answered',
  fail: 'every request is answered 503',
  hang: 'no request is answered',
  slow: 'every request is answered late, within the time that is waited',
  'lose-answer': 'every request is carried out, and its answer is lost',
  'answer-twice': 'every other answer is the one before it again',
  garbled: 'answers break off in the middle',
} as const

const bureau = {
  ...everywhere,
  late: 'reports are promised, and there twenty seconds later',
  stale: 'files are forty-five days old',
  'too-old': 'files are two hundred days old',
  'newer-dialect': 'answers come in a newer minor dialect',
  'new-dialect': 'answers come in another major dialect',
} as const

const list = {
  ...everywhere,
  stale: 'the list is thirty days old',
  doubtful: 'everybody is like somebody on the list',
  'new-words': 'results are told in words that nobody knows',
} as const

/** What each system can be told to do to whoever asks it, and what that means. */
export const faultSentences = { northstar: bureau, meridian: bureau, sanctions: list } as const

export type BureauFault = keyof typeof bureau
export type ListFault = keyof typeof list
export type Fault = BureauFault | ListFault

export const isSystem = (word: unknown): word is System => systems.includes(word as System)

export const isFaultOf = (system: System, word: unknown): word is Fault =>
  typeof word === 'string' && Object.hasOwn(faultSentences[system], word)

/** How many days old the files are that a bureau answers with. */
export const daysOld = (fault: Fault): number =>
  fault === 'stale' ? 45 : fault === 'too-old' ? 200 : 3
