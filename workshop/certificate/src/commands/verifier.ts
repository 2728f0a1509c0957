import { join, resolve } from 'node:path'
import { bytesOf, writeNew } from '../node/files.ts'
import { argumentsOf, type Context } from './arguments.ts'

/** `watertight certificate verifier`. */
export async function verifierCommand({ args, json, out, page }: Context): Promise<number> {
  const { values } = argumentsOf(
    args,
    { out: { type: 'string', default: 'verify-certificate.html' } },
    { least: 0, most: 0 },
  )
  const path = resolve(values.out)
  const built = bytesOf(join(await page('../../page'), 'index.html'))
  writeNew(new Map([[path, built]]))
  out.line(json ? JSON.stringify({ page: path }) : path)
  return 0
}
