import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Lab, Scenario } from '../lab.ts'

/** A longer one was not made here; what it unpacks to is limited as well. */
const most = Object.freeze({ characters: 20_000, bytes: 200_000 })

/** A run as a word: the whole scenario, not only its seed, so that it survives changes of what seeds draw. `deadline@1.0.0.q1YqS…` */
export function replayCode(lab: Pick<Lab, 'slug' | 'version'>, scenario: Scenario): string {
  const packed = deflateRawSync(JSON.stringify(scenario), { level: 9 }).toString('base64url')
  return `${lab.slug}@${lab.version}.${packed}`
}

/** The scenario of a code, undefined where it is none of this lab. */
export function readReplayCode<S extends Scenario>(
  lab: Pick<Lab<S>, 'slug' | 'schema'>,
  code: string,
): S | undefined {
  if (code.length > most.characters) return undefined
  const [, slug, packed = ''] = /^([a-z-]+)@\d+\.\d+\.\d+\.([\w-]+)$/.exec(code) ?? []
  if (slug !== lab.slug) return undefined
  try {
    const bytes = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: most.bytes })
    return lab.schema.parse(JSON.parse(bytes.toString()))
  } catch {
    return undefined
  }
}
