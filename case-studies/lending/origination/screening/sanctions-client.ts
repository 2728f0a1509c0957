import { type ClientPolicies, type ClientPorts, foreignSystem } from '@watertight/service'
import { z } from 'zod'
import type { Party } from '../intake/language.ts'
import type { List, Match } from './language.ts'

export interface Screened {
  readonly list: List
  readonly matches: readonly Match[]
}

/** Rejects when it is not known whether anybody is on the list. */
export type SanctionsClient = (
  application: string,
  parties: readonly Party[],
  signal: AbortSignal,
) => Promise<Screened>

const Answer = z.object({
  reference: z.string(),
  list: z.object({ name: z.string().max(60), publishedOn: z.iso.date() }),
  results: z.array(
    z.object({
      party: z.string(),
      // a word that is not known here is a doubt
      result: z.string(),
      entry: z.string().max(60).optional(),
      likeness: z.int().min(0).max(100).optional(),
    }),
  ),
})

/** The sanctions list, in the words of screening. Whatever is not plainly clear, for everybody who was asked about, is a match or no answer. */
export function sanctionsClient(ports: ClientPorts, policies: ClientPolicies): SanctionsClient {
  const ask = foreignSystem('bureaus', ports, { policies })
  return (application, parties, signal) => {
    const body = {
      reference: application,
      parties: parties.map(({ id, name, birthDate }) => ({ id, name, born: birthDate })),
    }
    const key = `screening/${application}`
    return ask({ method: 'POST', path: '/sanctions/screenings', key, body, signal }, (_, said) => {
      const { reference, list, results } = Answer.parse(said)
      const asked = new Set(parties.map(({ id }) => id))
      const answered = new Set(results.map(({ party }) => party))
      // an answer about somebody else, or about some of them alone, says nothing
      const isAll = asked.size === answered.size && [...answered].every((one) => asked.has(one))
      if (reference !== application || !isAll) return undefined
      const matches = results
        .filter(({ result }) => result !== 'clear')
        .map(({ party, result, entry = result, likeness = null }) => ({
          ...{ applicant: party, entry, likeness },
        }))
      return { list, matches }
    })
  }
}
