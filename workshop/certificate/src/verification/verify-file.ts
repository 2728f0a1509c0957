import { isPageOf } from '../baking/printable-page.ts'
import { bakeSvg } from '../baking/svg.ts'
import { type Unbaked, unbake, type Wrapping } from '../baking/unbake.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { readJson } from '../text/json.ts'
import { type Verified, type VerifyOptions, verify } from './verify.ts'

export interface VerifiedFile extends Verified {
  readonly wrapping: Wrapping
  /** Whether nothing is shown beside what was signed: JSON shows nothing, a page shows it all, a picture may have been drawn over. */
  readonly isPictureOurs: boolean
}

/** Verifies the file a person was given, whatever it is in. Never throws for its bytes. */
export async function verifyFile(
  bytes: Uint8Array,
  options: VerifyOptions,
): Promise<VerifiedFile | Refusal> {
  const file = unbake(bytes)
  if (isRefusal(file)) return file
  const read = readJson(file.json)
  if (isRefusal(read)) return read
  const verified = await verify(read.value, options)
  if (isRefusal(verified)) return verified
  if (file.wrapping === 'page' && !isPageOf(file.text, verified.credential))
    return refuse('PageDiffers', 'the page shows something else than its credential says')
  return { ...verified, wrapping: file.wrapping, isPictureOurs: isOurs(file, verified) }
}

const isOurs = ({ wrapping, text }: Unbaked, { credential }: Verified) =>
  wrapping === 'svg' ? text === bakeSvg(credential) : wrapping !== 'png'
