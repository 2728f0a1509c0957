import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ports } from '@watertight/ports'
import type { ServiceOptions } from '@watertight/ports/node'
import { VirtualFolder } from '@watertight/ports/virtual'

const folder = join(import.meta.dirname, '../../mesh')
export const ruleFiles = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}))
/** The rules of lending's mesh, in memory: a test reads no disk in virtual time. */
const rules = new VirtualFolder()
for (const { name, text } of ruleFiles) rules.write(name, text)

/** A service as the supervisor starts it: its calls go by the rules of lending. */
export const meshed =
  <H>(start: (ports: Ports, options: Partial<ServiceOptions>) => Promise<H>) =>
  (ports: Ports): Promise<H> =>
    start(ports, { args: [], rules })
