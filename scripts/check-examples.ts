import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleModules } from './example-blocks.ts'
import { exportsOf } from './house/imports.ts'
import { parseModule } from './house/syntax.ts'

/** Type-checks every TypeScript example of the pages and of the doc comments in packages. */
const root = join(import.meta.dirname, '..')
const folder = join(root, '.watertight/examples')
const pages = [
  '*.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'packages/*/docs/*.md',
  'case-studies/*/README.md',
  'case-studies/*/*/README.md',
  'workshop/*/README.md',
]
const sources = ['packages/*/src/**/*.ts']

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const files = globSync([...pages, ...sources], { cwd: root }).sort()
const origins = new Map<string, string>()
for (const path of files) {
  for (const module of exampleModules(path, read(path), packageOf(path))) {
    const name = `example-${origins.size + 1}.ts`
    origins.set(name, path)
    writeFileSync(join(folder, name), module)
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

/** The package whose source this is, with the names it exports. */
function packageOf(path: string): { name: string; exports: string[] } | undefined {
  const folder = /^(packages\/[^/]+)\/src\//.exec(path)?.[1]
  if (!folder) return undefined
  const { name } = JSON.parse(read(join(folder, 'package.json')))
  const index = join(folder, 'src/index.ts')
  return { name, exports: exportsOf(parseModule(index, read(index))) }
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
