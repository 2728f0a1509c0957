import { didKey } from '../keys/did-key.ts'
import { issuerProfile } from '../keys/issuer.ts'
import { addressOf, argumentsOf, type Context, keyOf, usageError } from './arguments.ts'

/** `watertight certificate issuer`. */
export async function issuerCommand({ args, json, out, data }: Context): Promise<number> {
  const { values } = argumentsOf(
    args,
    { id: { type: 'string' }, name: { type: 'string' }, key: { type: 'string' } },
    { least: 0, most: 0 },
  )
  const { id, name } = values
  if ((id === undefined) !== (name === undefined))
    throw usageError('--id and --name belong together')
  const { multikey } = keyOf(values.key, data)
  if (id === undefined || name === undefined) {
    const { issuer } = didKey(multikey)
    out.line(json ? JSON.stringify({ issuer, multikey }) : issuer)
    return 0
  }
  const profile = issuerProfile({ id: addressOf('id', id), name, multikey })
  out.line(JSON.stringify(profile, null, 2))
  return 0
}
