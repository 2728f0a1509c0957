import { isIP } from 'node:net'
import { parseArgs } from 'node:util'
import type { Folder } from '../folder.ts'
import { PortsError } from '../ports-error.ts'
import { nodeFolder } from './folder.ts'

export interface ServiceArguments {
  readonly data: string
  readonly host: string
  readonly port: number
  readonly portOrNext: boolean
  readonly supervised: boolean
  /** A folder. */
  readonly rules: string | undefined
  readonly directory: Readonly<Record<string, string>>
  /** What is left for the service itself. */
  readonly args: readonly string[]
}

const own = {
  data: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '0' },
  'port-or-next': { type: 'boolean', default: false },
  supervised: { type: 'boolean', default: false },
  rules: { type: 'string' },
  directory: { type: 'string', default: '{}' },
} as const

/** Reads the command line of a service process; arguments it does not know are the service's. */
export function serviceArguments(argv: readonly string[]): ServiceArguments {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: own,
    strict: false,
    tokens: true,
  })
  const taken = new Set<number>()
  for (const token of tokens) {
    if (token.kind !== 'option' || !(token.name in own)) continue
    taken.add(token.index)
    if (token.value !== undefined && !token.inlineValue) taken.add(token.index + 1)
  }
  const { data, host, port, directory, rules } = values
  if (typeof data !== 'string' || data === '')
    throw new PortsError('WT_USAGE', '--data DIR is required', { data })
  if (typeof host !== 'string' || (host !== 'localhost' && isIP(host) === 0))
    throw new PortsError('WT_USAGE', `--host ${host}: expected an IP address or localhost`, {
      host,
    })
  if (typeof port !== 'string' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new PortsError('WT_USAGE', `--port ${port}: expected a number from 0 to 65535`, { port })
  if (rules !== undefined && (typeof rules !== 'string' || rules === ''))
    throw new PortsError('WT_USAGE', '--rules: expected a folder', { rules })
  const entries = addresses(directory)
  if (entries === undefined)
    throw new PortsError('WT_USAGE', '--directory: expected {"name":"http://host:port"}', {
      directory,
    })
  return {
    data,
    host,
    port: Number(port),
    portOrNext: values['port-or-next'] === true,
    supervised: values.supervised === true,
    rules,
    directory: entries,
    args: argv.filter((_, index) => !taken.has(index)),
  }
}

/** How many ports after a wished one are tried, where the next one will do. */
const triedPorts = 20

/** The address and the port of the first server, and how many ports after it will do. */
export const whereToListen = ({ host, port, portOrNext }: ServiceArguments) => ({
  host,
  port,
  portsAfter: portOrNext ? triedPorts : 0,
})

/** The folder of the rules, where there is one. */
export const rulesIn = (path: string | undefined): Folder | undefined =>
  path === undefined ? undefined : nodeFolder(path)

/** Names and addresses from JSON, or undefined when it is anything else. */
export function addresses(source: unknown): Readonly<Record<string, string>> | undefined {
  try {
    const value: unknown = typeof source === 'string' ? JSON.parse(source) : source
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const isAddress = (address: unknown) =>
      typeof address === 'string' && /^https?:\/\/[^/]+$/.test(address) && URL.canParse(address)
    return Object.values(value).every(isAddress) ? (value as Record<string, string>) : undefined
  } catch {
    return undefined
  }
}
