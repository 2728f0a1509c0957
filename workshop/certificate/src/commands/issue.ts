import { join, resolve } from 'node:path'
import { bakePng } from '../baking/png.ts'
import { printablePage } from '../baking/printable-page.ts'
import { bakeSvg } from '../baking/svg.ts'
import { CertificateError } from '../certificate-error.ts'
import { issue } from '../credential/certificate.ts'
import { type LabResults, labResults } from '../credential/results.ts'
import { emblemPng } from '../node/emblem-png.ts'
import { writeNew } from '../node/files.ts'
import { nodePlatform } from '../node/platform.ts'
import { isRefusal, quoted } from '../refusal.ts'
import {
  addressOf,
  argumentsOf,
  type Context,
  jsonOf,
  momentOf,
  signerFrom,
  usageError,
} from './arguments.ts'
import { place, remember } from './issued.ts'

/** `watertight certificate issue`. */
export async function issueCommand({ args, json, out, ports, data }: Context): Promise<number> {
  const { values, positionals } = argumentsOf(
    args,
    {
      name: { type: 'string' },
      email: { type: 'string' },
      out: { type: 'string', default: '.' },
      key: { type: 'string' },
      issuer: { type: 'string' },
      'valid-until': { type: 'string' },
      'status-list': { type: 'string' },
    },
    { least: 1, most: 1 },
  )
  const { name, email, 'valid-until': end, 'status-list': list } = values
  if (name === undefined || name.trim() === '' || name.length > 200 || /\p{Cc}/u.test(name))
    throw usageError('--name: expected the name of whom it is issued to')
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email.trim()))
    throw usageError('--email: expected an address')
  const results = resultsOf(positionals[0] ?? '')
  const now = ports.clock.wallTime()
  const validUntil = end === undefined ? undefined : momentOf('valid-until', end)
  if (validUntil !== undefined && validUntil <= now)
    throw usageError(`--valid-until: ${end} is over`)
  const status =
    list === undefined ? undefined : place(addressOf('status-list', list), data, ports.random)
  const { signer, profile } = signerFrom(values, data)
  const certificate = await issue(
    {
      ...{ course: results.course, labs: results.labs, assurance: 'self-checked', validFrom: now },
      recipient: { name, ...(email !== undefined && { email }) },
      issuerName: profile ? (profile.name ?? profile.id) : `${name}, with a key of their own`,
      ...(validUntil !== undefined && { validUntil }),
      ...(status && { status }),
    },
    { signer, platform: nodePlatform, ids: ports.ids, random: ports.random, now },
  )
  if (isRefusal(certificate)) throw new CertificateError('WT_NOT_ISSUED', certificate.because)
  const at = (ending: string) => resolve(join(values.out, `${results.course.id}.${ending}`))
  const files = new Map<string, string | Uint8Array>([
    [at('json'), `${JSON.stringify(certificate, null, 2)}\n`],
    [at('svg'), bakeSvg(certificate)],
    [at('png'), bakePng(emblemPng(), certificate)],
    [at('html'), printablePage(certificate)],
  ])
  writeNew(files)
  if (status) remember(certificate.id, status, data)
  if (json) {
    const about = { id: certificate.id, issuer: signer.issuer, files: [...files.keys()] }
    out.line(JSON.stringify(about, null, 2))
    return 0
  }
  for (const path of files.keys()) out.line(path)
  out.line(`Issued by ${signer.issuer}. Whoever verifies it needs that name: --issuer`)
  return 0
}

function resultsOf(path: string): LabResults {
  const read = labResults.safeParse(jsonOf(path))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue?.path.join('.') || 'the file'
  throw new CertificateError(
    'WT_RESULTS_INVALID',
    `${path}: ${quoted(where)}: ${issue?.message ?? 'is not as it should be'}`,
    { path },
  )
}
