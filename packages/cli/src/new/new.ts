import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BuiltIn, BuiltInContext } from '../built-in.ts'
import { CommandLineError } from '../command-line-error.ts'
import { workspacesOf } from '../discover.ts'
import { pascal } from '../pascal.ts'
import { contextFiles } from './context-files.ts'
import { workspaceFiles } from './workspace-files.ts'
import { writeWhole } from './write-whole.ts'

const options = { in: { type: 'string' } } as const

/** `watertight new`: a bounded context that works, in a workspace of its own. */
export const newContext: BuiltIn = {
  name: 'new',
  summary: 'make a bounded context that works, to be rewritten in your own words',
  usage: `Usage: watertight new NAME [--in DIR]

  NAME      the context's name: lower-case words joined by -, such as bookings or table-bookings
  --in DIR  the folder to make it in, one of the workspaces of the root package.json ("contexts/*"); the last of them, unless told
  --json    print {"name", "folder", "files", "next"}

Outside this repository the root needs a package.json with "workspaces": ["contexts/*"] and @watertight/cli installed; after
watertight new, npm install brings what the context is built with.

Example: watertight new table-bookings`,
  async run(context) {
    const { values, positionals } = parseArgs({
      args: [...context.args],
      options,
      allowPositionals: true,
    })
    const [name = '', ...more] = positionals
    if (more.length > 0)
      throw new CommandLineError('WT_USAGE', `expected one name, found ${positionals.join(' ')}`)
    checkName(name, context)
    const folder = `${parentOf(context.root, values.in)}/${name}`
    const { version } = context
    const files = {
      ...workspaceFiles({ name, folder, version }),
      ...under(name, contextFiles(name, pascal(name))),
    }
    writeWhole(join(context.root, folder), files, context.ports.ids.next())
    tell(context, { name, folder, files: Object.keys(files) })
    return 0
  },
}

const goodName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const longestName = 40

function checkName(name: string, { registered }: BuiltInContext): void {
  if (!goodName.test(name) || name.length > longestName)
    throw new CommandLineError(
      'WT_USAGE',
      `${JSON.stringify(name)} is no name for a context: use lower-case words joined by -, ${longestName} letters at most, such as table-bookings`,
    )
  const taken = registered.flatMap(({ manifest }) => [
    manifest.name,
    ...manifest.services.map(({ name }) => name),
  ])
  if (taken.includes(name))
    throw new CommandLineError('WT_USAGE', `${name} is taken, as are ${taken.join(', ')}`)
}

/** The folder whose subfolders are workspaces. */
function parentOf(root: string, wished: string | undefined): string {
  const parents = workspacesOf(root).flatMap((pattern) => /^(.+)\/\*$/.exec(pattern)?.[1] ?? [])
  const parent = wished === undefined ? parents.at(-1) : parents.find((one) => one === wished)
  if (parent !== undefined) return parent
  throw new CommandLineError(
    'WT_NO_WORKSPACES',
    wished === undefined
      ? `${root} has no workspaces`
      : `${wished} is not among the workspaces of ${root}: ${parents.join(', ')}`,
  )
}

const under = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))

interface Made {
  readonly name: string
  readonly folder: string
  readonly files: readonly string[]
}

function tell({ out, json }: BuiltInContext, { name, folder, files }: Made): void {
  const next = ['npm install', `npx vitest run ${folder}`, `npx watertight up --only ${name}`]
  const list = (lines: readonly string[]) => lines.map((line) => `  ${line}\n`).join('')
  if (json) out.line(JSON.stringify({ name, folder, files, next }))
  else out.write(`${folder} is there:\n${list(files)}\nNext:\n${list(next)}`)
}
