import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Follows every relative link of the pages: to a file that is there, and to a heading that is in it. */
const root = join(import.meta.dirname, '..')
const pages = [
  '*.md',
  '.changeset/*.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'packages/*/docs/*.md',
  'case-studies/*/README.md',
  'case-studies/*/*/README.md',
]
const link = /\]\(([^)\s:]+)\)/g

let read = 0
const broken: string[] = []
for (const page of globSync(pages, { cwd: root }).sort()) {
  const text = readFileSync(join(root, page), 'utf8')
  for (const [, target = ''] of text.matchAll(link)) {
    read++
    const [path, anchor] = target.split('#')
    const file = path ? join(root, dirname(page), path) : join(root, page)
    if (!existsSync(file)) broken.push(`${page}: ${target} is not there`)
    else if (anchor && !anchorsOf(file).includes(anchor))
      broken.push(`${page}: ${target} has no such heading`)
  }
}
for (const line of broken) console.error(line)
console.log(`${read} links followed, ${broken.length} broken`)
process.exitCode = broken.length > 0 || read === 0 ? 1 : 0

/** The headings of a page as a link names them. */
function anchorsOf(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
