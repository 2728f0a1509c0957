import type { Lab } from '../lab.ts'
import { type Checked, checkLab } from '../learning/check.ts'
import { checkedLines } from '../learning/report.ts'
import type { Context, Desk } from './desk.ts'

export interface Grading {
  readonly isQuick?: boolean
  readonly signal?: AbortSignal
}

/** Checks a learner's file, enters what was found into the progress and says it. */
export async function graded(
  lab: Lab<any, any>,
  desk: Desk,
  { json, out, ports }: Pick<Context, 'json' | 'out' | 'ports'>,
  { isQuick = false, signal }: Grading,
): Promise<Checked> {
  const { clock } = ports
  const began = clock.now()
  const { last, attempts } = desk.standing(lab.slug)
  const { id: learner, secret } = desk.progress.learner
  const attempt = attempts + 1
  const found = await checkLab(lab, desk.workOn(lab), {
    ...{ clock, learner, secret, attempt, isQuick, replay: last?.replay },
    ...(signal && { signal }),
    playsForReal() {
      if (json) return
      const seconds = ((clock.now() - began) / 1_000).toFixed(1)
      out.line(`It holds in virtual time (${seconds} s). Now with processes and sockets …`)
    },
  })
  const { verdict, isWhole, content, seeds, transcript } = found
  const { code, replay } = (found.real ?? found.virtual).failure ?? {}
  desk.progress.add({
    ...{ did: 'checked', lab: lab.slug, version: lab.version, attempt, verdict, isWhole },
    ...{ content, seeds, transcript, ...(code && { code }), ...(replay && { replay }) },
  })
  const tookMs = Math.round(clock.now() - began)
  if (json) {
    const { virtual, real } = found
    out.line(JSON.stringify({ lab: lab.slug, verdict, isWhole, tookMs, virtual, real }, null, 2))
    return found
  }
  for (const line of checkedLines(found, out)) out.line(line)
  out.line('')
  out.line(`${lab.slug}, attempt ${attempt}, ${(tookMs / 1_000).toFixed(1)} s`)
  return found
}
