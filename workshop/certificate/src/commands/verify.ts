import { resolve } from 'node:path'
import { bytesOf } from '../node/files.ts'
import { nodePlatform } from '../node/platform.ts'
import { isRefusal } from '../refusal.ts'
import { report } from '../verification/report.ts'
import { verifyFile } from '../verification/verify-file.ts'
import { argumentsOf, type Context, jsonOf, profileOf } from './arguments.ts'

/** `watertight certificate verify`. */
export async function verifyCommand({ args, json, out, ports }: Context): Promise<number> {
  const { values, positionals } = argumentsOf(
    args,
    {
      issuer: { type: 'string' },
      status: { type: 'string', multiple: true, default: [] },
      email: { type: 'string' },
    },
    { least: 1, most: 1 },
  )
  const { issuer, email } = values
  const verified = await verifyFile(bytesOf(resolve(positionals[0] ?? '')), {
    platform: nodePlatform,
    now: ports.clock.wallTime(),
    issuer: issuer === undefined || issuer.startsWith('did:key:') ? issuer : profileOf(issuer),
    statusLists: values.status.map(jsonOf),
    email,
  })
  if (isRefusal(verified)) {
    const { refused, because, next } = verified
    if (json) out.line(JSON.stringify({ verdict: 'refused', reason: refused, because, next }))
    else {
      out.line(`${out.style('red', 'REFUSED')}  ${refused}: ${because}.`)
      out.line(next)
    }
    return 1
  }
  const { lines, cautions } = report(verified)
  if (json) {
    const { summary, proofs, isIssuerExpected, wrapping } = verified
    const about = { verdict: 'valid', ...summary, proofs, isIssuerExpected, wrapping, cautions }
    out.line(JSON.stringify(about, null, 2))
    return 0
  }
  out.line(`${out.style('green', 'VALID')}  conforms to Open Badges 3.0, and is as it was signed`)
  for (const [term, says] of lines) out.line(`${term.padEnd(12)} ${says}`)
  for (const caution of cautions) out.line(`${out.style('yellow', 'But')}: ${caution}`)
  return 0
}
