import { nameFromHere } from './files.ts'

/** Wider lines are hard to read. */
const mostColumns = 100

/** A page of a lab for a terminal: lines as wide as it, and links as files that an editor opens. */
export function pageLines(markdown: string, folder: string, columns: number): readonly string[] {
  const width = Math.min(columns, mostColumns)
  return markdown
    .trimEnd()
    .split('\n\n')
    .flatMap((block, at) => {
      const text = linked(block, folder)
      // rows of a table and lines of a list stand for themselves
      const lines = /^[|`-]/.test(text) ? text.split('\n') : [text.replaceAll('\n', ' ')]
      return [...(at > 0 ? [''] : []), ...lines.flatMap((line) => wrapped(line, width))]
    })
}

const linked = (text: string, folder: string): string =>
  text.replaceAll(/\[([^\]]+)\]\(([^)#]+)[^)]*\)/g, (_, words: string, path: string) => {
    const file = nameFromHere(folder, path)
    return `${words.replaceAll('`', '')} (${file})`
  })

function wrapped(text: string, width: number): readonly string[] {
  if (text.startsWith('|')) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
