import { type Random, seededRandom } from '@watertight/ports'

/** Chance for one request, from its seed: the same seed makes the same request. */
export class Dice {
  readonly #random: Random
  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }
  chance = (p: number): boolean => this.#random.next() < p
  /** A whole number below `end`. */
  below = (end: number): number => Math.floor(this.#random.next() * end)
  pick = <T>(list: readonly T[]): T => list[this.below(list.length)] as T
  /** One of the values, each as often as its weight says. */
  weighed<T>(weights: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.#random.next() * weights.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, value] of weights) {
      left -= weight
      if (left < 0) return value
    }
    return (weights.at(-1) as readonly [number, T])[1]
  }
  bytes = (length: number): Uint8Array => this.#random.fill(new Uint8Array(length))
  /** Letters, marks, scripts, and what programs stumble over. */
  text(longest: number): string {
    const length = this.below(longest + 1)
    let text = ''
    while (text.length < length) text += this.pick(pieces)
    return text.slice(0, length)
  }
}

const pieces = [
  ...[
    'a',
    'Z',
    '0',
    ' ',
    '-',
    '_',
    '.',
    '/',
    '\\',
    '"',
    "'",
    '%',
    '%2e',
    '%00',
    '?',
    '#',
    '&',
    '=',
  ],
  ...['\t', '\n', '\r\n', '\0', '\x7f', '\u0085', '\u2028', '\ufeff', '\u202e', '\ufffe', '\ud800'],
  ...[
    '\udc00',
    'é',
    'e\u0301',
    'ß',
    '漢',
    'ع',
    '😀',
    '👩‍👩‍👧',
    '$',
    '{',
    '}',
    '[',
    ']',
    '<script>',
  ],
  ...[
    "' or 1=1 --",
    '../',
    '__proto__',
    'constructor',
    'null',
    'NaN',
    '1e309',
    '-0',
    '4111 1111 1111 1111',
  ],
]
