/** Where something is said; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

const places = new WeakMap<object, ReadonlyMap<string | number, Place>>()
const itself = ''

/** Remembers where a value that was read, and each of its parts, stands: values stay plain data. */
export function remember(
  value: object,
  place: Place,
  parts: ReadonlyMap<string | number, Place>,
): void {
  places.set(value, new Map([[itself, place], ...parts]))
}

/** Where a value that was read stands, or one of its parts; a part that is not said is where the whole is. */
export function placeOf(value: object, part: string | number = itself): Place {
  const known = places.get(value)
  return known?.get(part) ?? known?.get(itself) ?? { file: '', line: 1, column: 1 }
}

export const comparePlaces = (a: Place, b: Place): number =>
  compareTexts(a.file, b.file) || a.line - b.line || a.column - b.column

/** By code units: the same order on every machine. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
