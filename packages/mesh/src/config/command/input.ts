import { basename, dirname } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { nodeFolder } from '@watertight/ports/node'
import type { Caller } from '../compile/caller.ts'
import type { Discovered } from '../compile/services.ts'
import { type MeshRules, readMesh } from '../read/read-mesh.ts'
import { checkedRules, filesIn } from '../watch/load-mesh.ts'
import { type Context, usageError } from './context.ts'

const options = {
  rules: { type: 'string', default: 'mesh' },
  endpoints: { type: 'string' },
  namespace: { type: 'string', default: 'default' },
  label: { type: 'string', multiple: true, default: [] as string[] },
  gateway: { type: 'string' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  strict: { type: 'boolean', default: false },
} as const satisfies NonNullable<ParseArgsConfig['options']>

type Option = keyof typeof options

/** Arguments as they stand: at most so many positions, and the options that are the command's. */
export function argumentsOf({ args }: Context, most: number, own: readonly Option[]) {
  const allowed = ['endpoints', 'namespace', 'label', 'gateway', ...own] as readonly string[]
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options,
  })
  for (const name of Object.keys(values))
    if (!allowed.includes(name) && args.includes(`--${name}`))
      throw usageError(`--${name} is no option of this command. See --help`)
  if (positionals.length > most)
    throw usageError(`'${positionals[most]}' is one argument too many. See --help`)
  return { values, positionals }
}

type Values = ReturnType<typeof argumentsOf>['values']

export interface Input extends MeshRules {
  readonly files: number
  readonly discovered: readonly Discovered[]
  readonly caller: Caller
}

/** The rules of the folder, checked for the caller that the options describe. */
export async function inputOf(folder: string, values: Values): Promise<Input> {
  const labels = Object.fromEntries(values.label.map((one) => pair(one, '=', '--label')))
  const caller: Caller = {
    namespace: values.namespace,
    labels,
    ...(values.gateway !== undefined && { gateway: values.gateway }),
  }
  const discovered = values.endpoints === undefined ? [] : await endpointsIn(values.endpoints)
  const files = await filesIn(nodeFolder(folder))
  return {
    ...checkedRules(readMesh, files, discovered, caller),
    files: files.length,
    discovered,
    caller,
  }
}

/** `name: value` */
export function pair(text: string, sign: string, option: string): readonly [string, string] {
  const at = text.indexOf(sign)
  if (at < 1) throw usageError(`${option} '${text}' must be NAME${sign}VALUE`)
  return [text.slice(0, at).trim(), text.slice(at + sign.length).trim()]
}

async function endpointsIn(path: string): Promise<readonly Discovered[]> {
  const text = await nodeFolder(dirname(path)).read(basename(path))
  if (text === undefined) throw usageError(`there is no file ${path}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw usageError(`${path} is no JSON: ${(error as Error).message}`)
  }
  if (!Array.isArray(value)) throw usageError(`${path} must be a list. See --help`)
  return value.map((one: unknown, i) => discoveredOf(one, `${path}: entry ${i + 1}`))
}

function discoveredOf(given: unknown, where: string): Discovered {
  const { host, port = 80, endpoints } = (given ?? {}) as Partial<Discovered>
  if (typeof host !== 'string' || !isPort(port) || !Array.isArray(endpoints))
    throw usageError(`${where} must have host, endpoints and perhaps port. See --help`)
  return {
    host,
    port,
    endpoints: endpoints.map(({ address, port, labels = {}, weight = 1 }) => {
      if (typeof address !== 'string' || !isPort(port) || !(weight >= 1) || !isLabels(labels))
        throw usageError(`${where}: an endpoint must have address and port. See --help`)
      return { address, port, labels, weight }
    }),
  }
}

const isPort = (port: unknown) =>
  Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536
const isLabels = (labels: unknown) =>
  typeof labels === 'object' &&
  labels !== null &&
  Object.values(labels).every((value) => typeof value === 'string')
