import { join, resolve } from 'node:path'
import { bakePng } from '../baking/png.ts'
import { printablePage } from '../baking/printable-page.ts'
import { bakeSvg } from '../baking/svg.ts'
import { CertificateError } from '../certificate-error.ts'
import { type Assurance, issue } from '../credential/certificate.ts'
import type { LabResults } from '../credential/results.ts'
import { emblemPng } from '../node/emblem-png.ts'
import { requireNew, writeNew } from '../node/files.ts'
import { nodePlatform } from '../node/platform.ts'
import { isRefusal } from '../refusal.ts'
import { addressOf, type Context, momentOf, signerFrom, usageError } from './arguments.ts'
import { place, remember } from './issued.ts'

/** Options of whatever makes a certificate. */
export const awardOptions = {
  name: { type: 'string' },
  email: { type: 'string' },
  out: { type: 'string', default: '.' },
  key: { type: 'string' },
  issuer: { type: 'string' },
  'valid-until': { type: 'string' },
  'status-list': { type: 'string' },
} as const

export interface Award {
  readonly assurance: Assurance
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly out: string
  readonly key?: string | undefined
  readonly issuer?: string | undefined
  readonly 'valid-until'?: string | undefined
  readonly 'status-list'?: string | undefined
}

/** The name it is issued to. Throws `WT_USAGE`. */
export function recipientOf({ name, email }: Pick<Award, 'name' | 'email'>) {
  if (name === undefined || name.trim() === '' || name.length > 200 || /\p{Cc}/u.test(name))
    throw usageError('--name: expected the name of whom it is issued to')
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email.trim()))
    throw usageError('--email: expected an address')
  return { name, ...(email !== undefined && { email }) }
}

/** Ready to issue a certificate of this course: answers what makes it of results, writes its files and answers its id. Throws for everything that would keep it from being written, before anybody plays labs for it. */
export function awarding(
  { id: courseId }: Pick<LabResults['course'], 'id'>,
  values: Award,
  { json, out, ports, data }: Context,
): (results: LabResults) => Promise<string> {
  const recipient = recipientOf(values)
  const { name } = recipient
  const { assurance, 'valid-until': end, 'status-list': list } = values
  const validUntil = end === undefined ? undefined : momentOf('valid-until', end)
  if (validUntil !== undefined && validUntil <= ports.clock.wallTime())
    throw usageError(`--valid-until: ${end} is over`)
  const address = list === undefined ? undefined : addressOf('status-list', list)
  const at = (ending: string) => resolve(join(values.out, `${courseId}.${ending}`))
  const paths = { json: at('json'), svg: at('svg'), png: at('png'), html: at('html') }
  for (const path of Object.values(paths)) requireNew(path)
  const { signer, profile } = signerFrom(values, data)
  const byKey = assurance === 'self-checked' ? `${name}, with a key of their own` : signer.issuer

  return async ({ course, labs }) => {
    const now = ports.clock.wallTime()
    const status = address === undefined ? undefined : place(address, data, ports.random)
    const certificate = await issue(
      {
        ...{ course, labs, assurance, validFrom: now, recipient },
        issuerName: profile ? (profile.name ?? profile.id) : byKey,
        ...(validUntil !== undefined && { validUntil }),
        ...(status && { status }),
      },
      { signer, platform: nodePlatform, ids: ports.ids, random: ports.random, now },
    )
    if (isRefusal(certificate)) throw new CertificateError('WT_NOT_ISSUED', certificate.because)
    const files = new Map<string, string | Uint8Array>([
      [paths.json, `${JSON.stringify(certificate, null, 2)}\n`],
      [paths.svg, bakeSvg(certificate)],
      [paths.png, bakePng(emblemPng(), certificate)],
      [paths.html, printablePage(certificate)],
    ])
    writeNew(files)
    if (status) remember(certificate.id, status, data)
    if (json) {
      const about = { id: certificate.id, issuer: signer.issuer, files: [...files.keys()] }
      out.line(JSON.stringify(about, null, 2))
      return certificate.id
    }
    for (const path of files.keys()) out.line(path)
    out.line(`Issued by ${signer.issuer}. Whoever verifies it needs that name: --issuer`)
    return certificate.id
  }
}
