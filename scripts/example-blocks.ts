/** A fenced TypeScript block of a page or of a doc comment. */
export interface ExampleBlock {
  /** The line of its first line of code, from 1. */
  readonly line: number
  readonly code: string
  /** Fenced as `ts run`: it is not only compiled but run, on the packages as they are published. */
  readonly isRun: boolean
}

const opening = /^```ts( run)?$/
const margin = /^\s*\* ?/

/** The examples of a page (`.md`) or of the doc comments in a source. */
export function exampleBlocks(path: string, text: string): ExampleBlock[] {
  const blocks: ExampleBlock[] = []
  const lines = text
    .split('\n')
    .map((line) => (path.endsWith('.md') ? line : line.replace(margin, '')))
  for (let at = 0; at < lines.length; at++) {
    const fence = opening.exec(lines[at] ?? '')
    if (!fence) continue
    const end = lines.indexOf('```', at + 1)
    if (end < 0)
      throw new Error(`${path}:${at + 1} opens an example that never ends; close it with \`\`\``)
    const code = lines.slice(at + 1, end).join('\n')
    blocks.push({ line: at + 2, code, isRun: fence[1] !== undefined })
    at = end
  }
  return blocks
}
