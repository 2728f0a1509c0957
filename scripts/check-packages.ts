import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleBlocks } from './example-blocks.ts'

/** Checks the packages as they would be published: packed, looked at by publint and attw, installed in an empty folder and run. */
const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
/** The oldest Node the packages promise to run on, beside the one that is pinned here. */
const oldestNode = '24.21.0'

interface Packed {
  readonly folder: string
  readonly tarball: string
  readonly entries: readonly string[]
  readonly examples: readonly string[]
}

run(bin('tsc'), ['-b', '--clean'])
for (const dist of globSync('packages/*/dist', { cwd: root })) {
  // a file whose source is gone would be packed
  rmSync(join(root, dist), { recursive: true, force: true })
}
run(bin('tsc'), ['-b'])
const work = mkdtempSync(join(tmpdir(), 'watertight-packages-'))
try {
  const packed = globSync('packages/*', { cwd: root })
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
    .map((folder) => pack(folder, work))
  for (const { folder, tarball, entries } of packed) {
    run(bin('publint'), ['run', tarball, '--strict'])
    if (entries.length > 0) run(bin('attw'), [tarball, '--profile', 'esm-only', '--no-emoji'])
    console.log(`${folder}: publint and attw find nothing`)
  }
  runInEmptyFolder(packed, join(work, 'user'))
} finally {
  rmSync(work, { recursive: true })
}

function pack(folder: string, work: string): Packed {
  const { name, exports = {} } = JSON.parse(read(folder, 'package.json'))
  const [{ filename }] = JSON.parse(
    npm(['pack', '--json', '--pack-destination', work], join(root, folder)),
  )
  return {
    folder,
    tarball: join(work, filename),
    entries: Object.keys(exports).map((path) => `${name}${path.slice(1)}`),
    examples: exampleBlocks(`${folder}/README.md`, read(folder, 'README.md'))
      .filter((block) => block.isRun)
      .map((block) => block.code),
  }
}

/** Installs all packages as a stranger would; every entry must load and every `ts run` example run, on the pinned Node and on the oldest. */
function runInEmptyFolder(packed: readonly Packed[], folder: string): void {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  // examples need a validator of the reader's choice
  const { devDependencies } = JSON.parse(read('.', 'package.json'))
  const needed = [...packed.map((it) => it.tarball), `zod@${devDependencies.zod}`]
  npm(['install', '--no-audit', '--no-fund', ...needed], folder)
  const entries = packed.flatMap((it) => it.entries).filter((it) => !it.endsWith('/conformance'))
  writeFileSync(join(folder, 'entries.ts'), entries.map((it) => `import '${it}'\n`).join(''))
  const scripts = ['entries.ts']
  for (const [at, code] of packed.flatMap((it) => it.examples).entries()) {
    writeFileSync(join(folder, `example-${at + 1}.ts`), code)
    scripts.push(`example-${at + 1}.ts`)
  }
  if (scripts.length === 1) fail('no README of a package has an example fenced as ```ts run')
  for (const node of [process.execPath, installNode(oldestNode, `${folder}-node`)]) {
    for (const script of scripts) run(node, [script], folder)
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
    console.log(
      `${entries.length} entries loaded, ${scripts.length - 1} examples run on ${version}`,
    )
  }
}

function installNode(version: string, folder: string): string {
  const name = `node-${process.platform}-${process.arch}`
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  npm(['install', '--no-audit', '--no-fund', `${name}@${version}`], folder)
  return join(folder, 'node_modules', name, 'bin/node')
}

function read(folder: string, file: string): string {
  const path = join(root, folder, file)
  if (!existsSync(path))
    fail(`${folder} has no ${file}; write it, it is published with the package`)
  return readFileSync(path, 'utf8')
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8' })
}

/** Runs a program; what it says matters only if it fails. */
function run(command: string, args: readonly string[], cwd = root): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) fail(`${stdout}${stderr}\nfailed: ${command} ${args.join(' ')}`)
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
