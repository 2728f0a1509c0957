import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleBlocks } from './example-blocks.ts'

/** Type-checks every TypeScript example of the pages and the doc comments, each as a module of its own. */
const root = join(import.meta.dirname, '..')
const folder = join(root, '.watertight/examples')
const pages = ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'case-studies/*/README.md']
const sources = ['packages/*/src/**/*.ts']

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const files = globSync([...pages, ...sources], { cwd: root }).sort()
const origins = new Map<string, string>()
for (const path of files) {
  for (const { line, code } of exampleBlocks(path, readFileSync(join(root, path), 'utf8'))) {
    const name = `example-${origins.size + 1}.ts`
    origins.set(name, path)
    // empty lines before it: the compiler's line is the page's line
    writeFileSync(join(folder, name), '\n'.repeat(line - 1) + code)
  }
}
const config = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    moduleDetection: 'force',
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
  },
  include: ['*.ts'],
}
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
  cwd: folder,
  encoding: 'utf8',
})
process.stdout.write(stdout.replace(/^example-\d+\.ts/gm, (name) => origins.get(name) ?? name))
console.log(`${origins.size} examples of ${files.length} files compiled`)
process.exitCode = origins.size > 0 ? (status ?? 1) : 1
