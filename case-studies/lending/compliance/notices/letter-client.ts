import { type ClientPolicies, type ClientPorts, foreignSystem } from '@watertight/service'
import { z } from 'zod'

export interface Letter {
  /** The notice: however often it is asked, one letter is posted. */
  readonly reference: string
  readonly text: string
  readonly textHash: string
}
export interface Posted {
  readonly letter: string
  readonly postedOn: string
}

const Answer = z.object({
  letter: z.string(),
  reference: z.string(),
  textHash: z.string(),
  postedOn: z.iso.date(),
})

/** The letter shop, in the words of compliance. Rejects when it is not known what has happened: ask again. */
export function letterClient(ports: ClientPorts, policies: ClientPolicies) {
  const ask = foreignSystem('letter-shop', ports, { policies })
  return ({ reference, text, textHash }: Letter, signal: AbortSignal): Promise<Posted> =>
    ask(
      {
        ...{ method: 'POST', path: '/letters', key: `letters/${reference}`, signal },
        body: { reference, text, textHash },
      },
      (_, said) => {
        const { letter, postedOn, ...of } = Answer.parse(said)
        // an answer to another letter is none
        const isOurs = of.reference === reference && of.textHash === textHash
        return isOurs ? { letter, postedOn } : undefined
      },
    )
}
