import type { Scalar } from 'yaml'

/** Where in a file each character stands of a text that is written in it; undefined where escapes or folds leave that unclear. */
export function embeddedOffsets(
  file: string,
  { range, type }: Scalar,
  text: string,
): ((at: number) => number) | undefined {
  if (range == null) return undefined
  const begin = type === 'PLAIN' ? range[0] : range[0] + 1
  if (file.startsWith(text, begin)) return (at) => begin + at
  if (type !== 'BLOCK_LITERAL') return undefined
  const first = file.indexOf('\n', begin) + 1
  const lines = text.split('\n')
  const written = file.slice(first).split('\n', lines.length)
  const filled = lines.findIndex((line) => line.trim() !== '')
  const indent = written[filled]?.indexOf(lines[filled] as string) ?? 0
  return (at) => {
    const before = text.slice(0, at).split('\n')
    const above = written.slice(0, before.length - 1)
    const column = (before.at(-1) as string).length
    return above.reduce((offset, line) => offset + line.length + 1, first) + indent + column
  }
}
