import { join, resolve } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { type CommandContext, CommandLineError } from '@watertight/cli'
import { CertificateError } from '../certificate-error.ts'
import { type IssuerProfile, readIssuerProfile } from '../keys/issuer.ts'
import { bytesOf } from '../node/files.ts'
import { type IssuerKey, issuerKey, signerOf } from '../node/key-file.ts'
import type { Signer } from '../proofs/sign.ts'
import { isRefusal } from '../refusal.ts'
import { fromUtf8 } from '../text/bytes.ts'
import { readJson } from '../text/json.ts'
import { timeOf } from '../text/time.ts'

export type Context = Pick<
  CommandContext,
  'args' | 'json' | 'out' | 'ports' | 'data' | 'page' | 'signal'
>

export const usageError = (sentence: string) =>
  new CommandLineError('WT_USAGE', `${sentence}. See --help`)

/** Options by name, and as many arguments as the command takes. */
export function argumentsOf<const O extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: O,
  files: { readonly least: number; readonly most: number },
) {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
  if (positionals.length < files.least) throw usageError('FILE is missing')
  if (positionals.length > files.most)
    throw usageError(`'${positionals[files.most]}' is one argument too many`)
  return { values, positionals }
}

/** What a JSON file holds, read with the same care as a stranger's. */
export function jsonOf(path: string): unknown {
  const text = fromUtf8(bytesOf(resolve(path)))
  const read = text === undefined ? undefined : readJson(text)
  if (read === undefined) throw usageError(`${path} is no JSON: it is no text`)
  if (isRefusal(read)) throw usageError(`${path} is no JSON to go by: ${read.because}`)
  return read.value
}

export const keyOf = (path: string | undefined, data: string): IssuerKey =>
  issuerKey(path === undefined ? join(data, 'certificate/issuer.pem') : resolve(path))

export function profileOf(path: string): IssuerProfile {
  const profile = readIssuerProfile(jsonOf(path))
  if (!isRefusal(profile)) return profile
  throw new CertificateError('WT_ISSUER_INVALID', `${path}: ${profile.because}`, { path })
}

/** Who signs: the key, as itself or for the organisation whose profile has it. */
export function signerFrom(
  { key, issuer }: { readonly key?: string | undefined; readonly issuer?: string | undefined },
  data: string,
): { readonly signer: Signer; readonly profile: IssuerProfile | undefined } {
  const profile = issuer === undefined ? undefined : profileOf(issuer)
  return { signer: signerOf(keyOf(key, data), profile), profile }
}

/** A day, whole and in UTC, or a moment with its zone. */
export function momentOf(option: string, text: string): number {
  const time = timeOf(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59Z` : text)
  if (time !== undefined) return time
  throw usageError(`--${option}: expected 2027-12-31 or 2027-12-31T12:00:00Z, got '${text}'`)
}

/** An address as certificates and lists name it. */
export function addressOf(option: string, text: string): string {
  const url = URL.parse(text)
  if (url?.protocol === 'https:' && url.hash === '' && url.href === text) return text
  throw usageError(`--${option}: expected an address such as https://example.org/x, got '${text}'`)
}
