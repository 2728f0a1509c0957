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
const isImporting = /^import /m

/** A package, with what it exports as an import would write it: `Money`, `type Rounding`. */
interface Exporter {
  readonly name: string
  readonly exports: readonly string[]
}

/** The examples of a page (`.md`) or of the doc comments in a source. */
export function exampleBlocks(path: string, text: string): ExampleBlock[] {
  const blocks: ExampleBlock[] = []
  const isPage = path.endsWith('.md')
  const lines = text.split('\n').map((line) => (isPage ? line : line.replace(margin, '')))
  for (let at = 0; at < lines.length; at++) {
    const fence = opening.exec(lines[at] ?? '')
    if (!fence) continue
    const end = lines.indexOf('```', at + 1)
    if (end < 0) {
      throw new Error(`${path}:${at + 1} opens an example that never ends; close it with \`\`\``)
    }
    const code = lines.slice(at + 1, end).join('\n')
    blocks.push({ line: at + 2, code, isRun: fence[1] !== undefined })
    at = end
  }
  return blocks
}

/** The modules to compile, each line at its place in the file.
 *
 * In a page a block with imports begins a module, one without continues it (so a block inside an HTML comment can declare
 * what the reader is spared). In a source every block is a module that sees the names its package exports.
 */
export function exampleModules(path: string, text: string, own: Exporter | undefined): string[] {
  const modules: string[] = []
  for (const { line, code } of exampleBlocks(path, text)) {
    const begun = path.endsWith('.md') && !isImporting.test(code) ? modules.pop() : undefined
    const head = begun ?? (own ? importOf(own, code) : '')
    modules.push(head + '\n'.repeat(line - 1 - count(head, '\n')) + code)
  }
  return modules
}

/** Imports the exports that the code uses and does not declare itself. */
function importOf({ name, exports }: Exporter, code: string): string {
  if (isImporting.test(code)) return ''
  const used = exports.filter((it) => {
    const word = it.replace('type ', '')
    const isUsed = new RegExp(`\\b${word}\\b`).test(code)
    return isUsed && !new RegExp(`\\b(const|function|class|type|interface) ${word}\\b`).test(code)
  })
  return used.length > 0 ? `import { ${used.join(', ')} } from '${name}'` : ''
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}
