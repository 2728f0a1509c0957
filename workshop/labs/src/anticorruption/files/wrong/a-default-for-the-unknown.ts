import { json, type Ports, type Running, reply, text } from '@watertight/ports'

/** What we want to know, in our words. */
interface CreditReport {
  readonly score: number
  readonly monthlyCents: number
  readonly isBankrupt: boolean
}
type Read = CreditReport | 'NoScore' | 'NoFile' | 'NotUnderstood'

/** Of what others say nothing is sure before it was looked at. */
type Said = Readonly<Record<string, any>>

/** A reader for each dialect: what it says in our words, or why it cannot be said. It throws where a field is not there. */
const readers: readonly ((said: Said, taxId: string) => Read | undefined)[] = [
  function northstar({ schema, ssn, status, score, monthlyTotal, publicRecords }, taxId) {
    if (!/^northstar\/3\.\d+$/.test(schema)) return undefined
    if (ssn !== taxId) return 'NotUnderstood'
    if (status === 'NO_RECORD') return 'NoFile'
    if (score === null) return 'NoScore'
    const isOpen = (it: Said) => it.kind === 'BANKRUPTCY' && it.status === 'OPEN'
    return {
      score,
      monthlyCents: Number(monthlyTotal.replace('.', '')),
      isBankrupt: publicRecords.some(isOpen),
    }
  },

  function meridian({ schema, record }, taxId) {
    if (schema !== 'meridian') return undefined
    const line = /^02(\d{9})([FN])(\d{4})(\d{9})([A-Z])/.exec(record)
    const [, number, known, risk, yearly, bankrupt] = line ?? []
    if (number !== taxId.replaceAll('-', '')) return 'NotUnderstood'
    if (known === 'N') return 'NoFile'
    if (risk === '9999') return 'NoScore'
    return {
      // risk goes from 0, the best, to 1000
      score: 850 - Math.round((Number(risk) * 550) / 1_000),
      monthlyCents: Math.ceil(Number(yearly) / 12),
      isBankrupt: bankrupt === 'Y',
    }
  },

  function polaris({ schema, subject, credit, flags }, taxId) {
    if (schema !== 'polaris-1') return undefined
    if (subject.taxNumber !== taxId.replaceAll('-', ' ')) return 'NotUnderstood'
    if (!subject.isKnown) return 'NoFile'
    if (credit.band === '') return 'NoScore'
    const score = new Map(
      [...'ABCDE'].map((band, at) => [band, [800, 720, 650, 560, 450][at]]),
    ).get(credit.band)
    return {
      score: score ?? 650,
      monthlyCents: Math.ceil(credit.quarterlyDues / 3),
      isBankrupt: flags.includes('BK1'),
    }
  },
]

/** What a bureau says, in our words, whichever it is. */
function read(body: string, taxId: string): Read {
  try {
    const said = JSON.parse(body) as Said
    for (const reader of readers) {
      const found = reader(said, taxId)
      if (found !== undefined) return found
    }
  } catch {
    // it breaks off, or something is missing
  }
  return 'NotUnderstood'
}

/** Takes in applications: asks a bureau, and records what it says. */
export async function start({ transport }: Ports): Promise<Running> {
  const server = await transport.serve('origination', async ({ body, deadline }) => {
    const { application, taxId } = json(body) as { application: string; taxId: string }
    const ask = { to: 'bureau', method: 'GET', path: `/files/${taxId}`, deadline }
    const found = read(text((await transport.call(ask)).body), taxId)
    const event =
      typeof found === 'string'
        ? { type: 'ApplicationReferred', application, why: found }
        : { type: 'CreditReportReceived', application, ...found }
    const append = { to: 'log', method: 'POST', path: '/events', deadline }
    await transport.call({ ...append, body: JSON.stringify(event) })
    return reply(200, { is: typeof found === 'string' ? 'referred' : 'received' })
  })
  return { stop: () => server.close() }
}
